"""What can be typed? One module a group of commands."""
