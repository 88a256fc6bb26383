"""What is in one team's account?"""
