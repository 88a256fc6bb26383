"""What does a test have in its hands?"""
