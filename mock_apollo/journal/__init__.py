"""What was said? Every call and its reply, and how they are told."""
