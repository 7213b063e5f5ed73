"""What was written outlives a power failure."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

_SYSTEM = ctypes.CDLL(None, use_errno=True)


def sync(path: Path) -> None:
    """Waits until a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def settle(folder: Path) -> None:
    """Waits until whatever was written where a folder lies is on the disk: a thousand files cost
    what one does. OSError if the disk did not take something.

    Source: syncfs(2), which Python does not offer; where there is none, all that lies on any disk.
    """
    if not hasattr(_SYSTEM, "syncfs"):
        return os.sync()
    handle = os.open(folder, os.O_RDONLY)
    try:
        if _SYSTEM.syncfs(handle):
            raise OSError(fault := ctypes.get_errno(), os.strerror(fault))
    finally:
        os.close(handle)
