"""Trying everything on the fake, by schemathesis."""
