"""What exists, and what breaks it: the OpenAPI document that calls and replies are held against."""
