"""What does the command `mock-apollo` do first? It opens the door, and only then imports the rest."""

import os
import sys

from mock_apollo.server.listen import open_early


def main() -> None:
    """The command `mock-apollo`, also as `python -m mock_apollo`."""
    open_closed_streams()
    serves = sys.argv[1:2] == ["serve"] and "--help" not in sys.argv
    doors = open_early(sys.argv[2:], os.environ) if serves else {}
    from mock_apollo.cli.app import app  # noqa: PLC0415 - after the door is open

    app(prog_name="mock-apollo", obj=doors)


def open_closed_streams() -> None:
    """Give the process the three standard streams that it may lack, lest the listener becomes one of them."""
    for name, descriptor in (("stdin", 0), ("stdout", 1), ("stderr", 2)):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest free descriptor, which is this one
            setattr(sys, name, os.fdopen(descriptor, "r" if descriptor == 0 else "w"))


if __name__ == "__main__":
    main()
