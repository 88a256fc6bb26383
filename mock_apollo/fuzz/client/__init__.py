"""Trying a client: replies that the contract allows and few clients expect."""
