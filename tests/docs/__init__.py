"""README.md and docs/ are true."""
