"""Which members of a record does a field change?"""
