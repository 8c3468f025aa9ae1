"""Texts for many panels at once, and the lists in them."""

from collections.abc import Mapping
from functools import cache

import numpy as np
import numpy.typing as npt

from nhml.knowledge import tables
from nhml.panels.spans import Bools

Texts = npt.NDArray[np.object_]
_MOST = 62  # flags that fit into one integer


@cache
def titles(source: tuple[str, ...]) -> str:
    """Write the titles of sources."""
    return "; ".join(tables.sources()[key]["title"] for key in source)


def listed(text: str, between: str) -> list[str]:
    """Take a text that `said` made apart again."""
    return text.split(between) if text else []


def said(flags: Mapping[str, Bools], n: int, between: str) -> Texts:
    """Join for every panel the texts whose flag is set, shape (n,)."""
    names = [name for name, where in flags.items() if np.any(where)]
    if len(names) > _MOST:
        parts = [{name: flags[name] for name in some} for some in (names[:_MOST], names[_MOST:])]
        first, rest = (said(part, n, between) for part in parts)
        both = np.where((first != "") & (rest != ""), between, "")
        return np.asarray(first + both + rest)
    codes = np.zeros(n, dtype=np.int64)
    for bit, name in enumerate(names):
        codes |= np.broadcast_to(flags[name], n).astype(np.int64) << bit
    found, which = np.unique(codes, return_inverse=True)
    told = [
        between.join(name for bit, name in enumerate(names) if code >> bit & 1)
        for code in found.tolist()
    ]
    return np.array([*told, ""], dtype=object)[which]
