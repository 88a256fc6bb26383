"""Tests of what tries the fake, and clients."""
