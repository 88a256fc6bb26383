"""The tests mirror the package; each is a sentence about the fake."""
