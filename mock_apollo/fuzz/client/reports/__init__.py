"""How is a campaign told?"""
