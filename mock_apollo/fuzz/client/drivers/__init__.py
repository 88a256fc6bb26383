"""How is a client run in one case?"""
