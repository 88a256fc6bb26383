"""Where do the OpenAPI documents lie? In the wheel, or beside the package in a checkout."""

from pathlib import Path

PACKAGE = Path(__file__).parents[1]


def openapi_file(name: str, package: Path = PACKAGE) -> Path:
    """The path of one of the documents. Raises FileNotFoundError."""
    for folder in (package / "openapi", package.parent / "openapi"):
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(f"openapi/{name} is missing from this installation of mock-apollo; install it again.")
