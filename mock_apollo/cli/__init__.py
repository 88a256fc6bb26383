"""What can be typed? One module for each group of commands."""
