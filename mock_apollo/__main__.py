"""What does the command `mock-apollo` do first? `serve` listens before the rest is imported."""

import gc
import os
import sys

from mock_apollo.server.listen import listen_early


def main() -> None:
    """Run the command `mock-apollo`, also as `python -m mock_apollo`."""
    open_closed_streams()
    serves = sys.argv[1:2] == ["serve"] and "--help" not in sys.argv
    listeners = listen_early(sys.argv[2:], os.environ) if serves else {}
    if serves:
        gc.disable()  # until it serves: what is imported stays, and to look at it takes a tenth of the start
    from mock_apollo.cli.app import app  # noqa: PLC0415 - slow, so it comes after the socket listens

    app(prog_name="mock-apollo", obj=listeners)


def open_closed_streams() -> None:
    """Open each closed standard stream on the null device, so that the listener does not take its descriptor."""
    for name, descriptor in (("stdin", 0), ("stdout", 1), ("stderr", 2)):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free descriptor, which is this one
            setattr(sys, name, os.fdopen(descriptor, "r" if descriptor == 0 else "w"))


if __name__ == "__main__":
    main()
