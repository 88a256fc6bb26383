"""How is a client run?"""
