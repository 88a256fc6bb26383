"""What does the fake cost, beside its peers? `make bench` measures all of it in one go."""
