"""Judging traffic that was recorded elsewhere."""
