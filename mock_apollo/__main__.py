"""What does the command `mock-apollo` do first? It opens the door, and only then imports the rest."""

import os
import sys

from mock_apollo.doorstep import open_early


def main() -> None:
    """The command `mock-apollo`, also as `python -m mock_apollo`."""
    serves = sys.argv[1:2] == ["serve"] and "--help" not in sys.argv
    doors = open_early(sys.argv[2:], os.environ) if serves else {}
    from mock_apollo.cli import app  # noqa: PLC0415 - after the door is open

    app(prog_name="mock-apollo", obj=doors)


if __name__ == "__main__":
    main()
