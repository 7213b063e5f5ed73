"""QR codes: an address that a telephone reads from paper."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

import segno


@lru_cache(maxsize=8)  # the sheets of a page say the same address
def svg(address: str) -> str:
    """The address as a QR code with its quiet zone, legible with a seventh of it spoiled."""
    drawn = BytesIO()
    # Every mask can be read; trying all eight would cost more than the rest of the sheet.
    code = segno.make_qr(address, error="m", boost_error=False, mask=2)
    code.save(drawn, kind="svg", border=4, xmldecl=False, omitsize=True)
    return drawn.getvalue().decode("utf-8")
