"""What crosses the wire? Calls, replies, refusals, credentials."""
