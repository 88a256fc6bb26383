"""How is the result of a campaign reported?"""
