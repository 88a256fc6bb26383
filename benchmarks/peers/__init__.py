"""How do mock servers that others use compare, in speed and in what they get wrong? `make bench-peers`."""
