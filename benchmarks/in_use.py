"""How much memory does this process have in use? What its allocators have given out and not got back.

What is resident is more, and grows for long without any leak, since what is free lies scattered between what is in use.
"""

import ctypes
import gc
import sys

import psutil

SMALL = 100  # bytes of a small object in the mean; only their number is known
FIELDS = ("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")


class Mallinfo(ctypes.Structure):
    """The struct mallinfo2 of the GNU C library."""

    _fields_ = tuple((name, ctypes.c_size_t) for name in FIELDS)


def in_use() -> int:
    """Bytes of Python's small objects and of the C library's blocks; what is resident where that is unknown."""
    gc.collect()
    ask = getattr(ctypes.CDLL(None), "mallinfo2", None) if sys.platform == "linux" else None
    if ask is None:
        return int(psutil.Process().memory_info().rss)
    ask.restype = Mallinfo
    told = ask()
    return int(told.uordblks + told.hblkhd) + sys.getallocatedblocks() * SMALL
