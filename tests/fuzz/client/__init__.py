"""Tests of what tries clients."""
