"""Tests of the benchmarks: that they measure what they say, with servers that take no installation."""
