"""Where are the OpenAPI documents? In the package when installed, beside it in a checkout."""

from pathlib import Path

PACKAGE = Path(__file__).parents[1]


def openapi_file(name: str, package: Path = PACKAGE) -> Path:
    """Return the path of a document, such as `contract.json`. Raises FileNotFoundError."""
    for folder in (package / "openapi", package.parent / "openapi"):
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(f"openapi/{name} is missing from this installation of mock-apollo; install it again.")
