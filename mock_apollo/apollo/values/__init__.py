"""What follows from a value?"""
