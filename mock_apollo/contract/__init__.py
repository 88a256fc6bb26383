"""Which operations exist, and which calls and replies violate the contract, an OpenAPI document?"""
