"""What crosses the wire? Calls, replies and refusals, and the formats that they use."""
