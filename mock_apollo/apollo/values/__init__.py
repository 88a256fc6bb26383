"""Which values does Apollo derive from a given one, and which does it accept?"""
