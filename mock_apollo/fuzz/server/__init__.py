"""Does the fake keep the contract?"""
