"""What does a field change in a record?"""
