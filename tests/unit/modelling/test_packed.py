"""Arrays as text."""

import numpy as np
import pytest

from nhml.modelling.packed import pack, unpack


@pytest.mark.parametrize("kind", ["<f4", "<f8", "<u2", "|u1"])
def test_numbers_come_back_to_the_bit(kind: str) -> None:
    """In their shape."""
    values = np.arange(6, dtype=kind).reshape(2, 3)
    back = unpack(pack(values, kind), kind, (2, 3))
    assert (back == values).all()
    assert back.dtype == values.dtype


def test_the_order_of_bytes_is_stated() -> None:
    """1 as a double, little end first: zeros, then f03f."""
    assert pack([1.0], "<f8") == "AAAAAAAA8D8="


@pytest.mark.parametrize("text", ["AAAAAAAA8D8=AA", "$$$", pack([np.nan], "<f8"), ""])
def test_what_is_no_number_is_refused(text: str) -> None:
    """More than a number, no base64, not a number, nothing."""
    with pytest.raises(ValueError, match=r"reshape|none|base64|padding|multiple|data"):
        unpack(text, "<f8", (1,))
