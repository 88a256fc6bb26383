"""How is a fake steered? Every act once, for HTTP, the command line and tests."""
