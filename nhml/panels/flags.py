"""Which of several names hold for each of many panels, each distinct set put into words once."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from nhml.panels.spans import Bools

Ints = npt.NDArray[np.intp]
Worded = tuple[tuple[str, ...], Ints]

_MOST = 62  # flags that fit into one integer
_FEW = 16  # bits of which every set can be counted


def held(flags: Mapping[str, Bools], n: int, between: str = ", ") -> Worded:
    """Put the names that hold for each panel into words.

    Parameters
    ----------
    flags : mapping of str to ndarray of bool, shape (n,) or ()
    n : int
        How many panels there are.
    between : str
        What stands between two names.

    Returns
    -------
    tuple of str
        The distinct texts.
    ndarray of int, shape (n,)
        Which of them is each panel's.
    """
    names = list(flags)
    if len(names) > _MOST:
        first, rest = (
            held({name: flags[name] for name in some}, n, between)
            for some in (names[:_MOST], names[_MOST:])
        )
        return _joined(first, rest, between)
    codes = np.zeros(n, dtype=np.int64)
    for bit, name in enumerate(names):
        codes |= np.asarray(flags[name]).astype(np.int64) << bit
    return worded(codes, names, between)


def worded(codes: npt.NDArray[np.int64], names: Sequence[str], between: str = ", ") -> Worded:
    """Put integers into words as `held` does, a bit a name, the lowest the first."""
    found, which = _distinct(codes, len(names))
    texts = (
        between.join(name for bit, name in enumerate(names) if code >> bit & 1)
        for code in found.tolist()
    )
    return tuple(texts), which


def _distinct(codes: npt.NDArray[np.int64], bits: int) -> tuple[npt.NDArray[np.int64], Ints]:
    """Give the distinct codes, and which of them each is; without sorting while they are few."""
    if bits > _FEW:
        return np.unique(codes, return_inverse=True)
    found = np.flatnonzero(np.bincount(codes, minlength=1 << bits))
    place = np.zeros(1 << bits, dtype=np.intp)
    place[found] = np.arange(len(found))
    return found, place[codes]


def _joined(first: Worded, rest: Worded, between: str) -> Worded:
    pairs, which = np.unique(first[1] * len(rest[0]) + rest[1], return_inverse=True)
    told = ((first[0][pair // len(rest[0])], rest[0][pair % len(rest[0])]) for pair in pairs)
    return tuple(between.join(filter(None, one)) for one in told), which
