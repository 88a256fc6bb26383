"""What can be asked of the fake about itself, and how is it steered? Everything under `/__admin`."""

from fastapi import APIRouter

from mock_apollo.server.control import about, faults, journal, worlds

router = APIRouter(prefix="/__admin")
for part in (about, worlds, faults, journal):
    router.include_router(part.router)
