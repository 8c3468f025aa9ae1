"""JSON that says one thing only: no NaN, no infinity, no key twice."""

import json
import math
from typing import Any


def loads(text: str) -> Any:
    """Read JSON.

    Parameters
    ----------
    text : str

    Raises
    ------
    ValueError
        If it is not JSON, or holds NaN, infinity, or a key that stands twice.
    RecursionError
        If it is nested deeper than anybody would write.
    """
    return json.loads(text, parse_constant=_refuse, parse_float=_finite, object_pairs_hook=_once)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):  # 1e999 is infinity in another spelling
        _refuse("a number beyond all limits")
    return number


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found
