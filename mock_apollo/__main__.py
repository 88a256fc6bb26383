"""What does the command `mock-apollo` do first? `serve` listens before the rest is imported."""

import gc
import os
import signal
import sys
from types import FrameType

from mock_apollo.server.listen import listen_early


def main() -> None:
    """Run the command `mock-apollo`, also as `python -m mock_apollo`."""
    leave_on_interrupt()
    open_closed_streams()
    serves = sys.argv[1:2] == ["serve"] and "--help" not in sys.argv
    listeners = listen_early(sys.argv[2:], os.environ) if serves else {}
    if serves:
        gc.disable()  # until it serves: what is imported stays, and to look at it takes a tenth of the start
    from mock_apollo.cli.app import app  # noqa: PLC0415 - slow, so it comes after the socket listens
    from mock_apollo.cli.exits import explaining_output  # noqa: PLC0415 - likewise

    with explaining_output():
        app(prog_name="mock-apollo", obj=listeners)


def leave_on_interrupt() -> None:
    """Let Ctrl-C end the command at once, without a word; commands that have more to do replace this."""

    def leave(_: int, __: FrameType | None) -> None:
        os._exit(128 + signal.SIGINT)

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else it is ignored, as in the background
        signal.signal(signal.SIGINT, leave)


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
