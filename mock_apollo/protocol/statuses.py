"""Which HTTP statuses are compared by name?"""

OK = 200
UNAUTHORIZED = 401
UNPROCESSABLE = 422
TOO_MANY_REQUESTS = 429
