"""How does Apollo answer? The fake without its transport."""
