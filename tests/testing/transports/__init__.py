"""Clients without a port."""
