"""A peer for the start: the smallest FastAPI application."""

from fastapi import FastAPI

app = FastAPI()


@app.get("/readyz")
async def ready() -> str:
    """Say that it is there."""
    return "ok"
