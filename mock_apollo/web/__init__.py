"""How does a call reach Apollo over HTTP?"""
