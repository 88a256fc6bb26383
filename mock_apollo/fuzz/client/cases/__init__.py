"""Which replies is a client tried with?"""
