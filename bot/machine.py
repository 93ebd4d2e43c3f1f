"""Whether the machine is one the packages the bot needs are made for. It imports none of them, so it can say so first."""

from __future__ import annotations

import platform
import sys


def machine_fault(largest: int | None = None) -> str | None:
    """What is wrong with this machine, by the largest index it has."""
    if (largest or sys.maxsize) > 2**32:
        return None
    return (
        f"This is a 32-bit system ({platform.machine()}), which Meetward does not run on. Install a 64-bit one: "
        "a Raspberry Pi from the third on takes the 64-bit Raspberry Pi OS."
    )
