"""Which fixtures, worlds and transports can tests use?"""
