"""Which routes are there under `/__admin`?"""

from fastapi import APIRouter

from mock_apollo.server.control import about, journal, routes

router = APIRouter(prefix="/__admin")
for part in (about, routes, journal):
    router.include_router(part.router)
