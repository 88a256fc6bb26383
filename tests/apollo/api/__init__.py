"""Tests of their like-named part of the package, or of all of it together."""
