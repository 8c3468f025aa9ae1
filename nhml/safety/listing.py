"""What rules say of panels, put in the order of the panels."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd


class Placed(Protocol):
    """What is said of some panels; a `nhml.safety.rules.Finding` is one."""

    @property
    def rows(self) -> npt.NDArray[np.intp]:
        """Positions of the panels, ascending, shape (k,)."""

    @property
    def verdicts(self) -> npt.NDArray[np.int8]:
        """What is said of each, shape (k,)."""

    @property
    def words(self) -> tuple[str, ...]:
        """Columns that are waited for."""

    @property
    def which(self) -> npt.NDArray[np.intp]:
        """Which of the words each panel waits for, shape (k,)."""


class Listed(NamedTuple):
    """All that is not clear, panel by panel and in the order of the rules.

    Attributes
    ----------
    rows : ndarray of int, shape (k,)
        Positions of the panels.
    which : ndarray of int, shape (k,)
        Position of the finding that each comes from.
    verdicts : ndarray of int8, shape (k,)
        Members of `nhml.safety.rules.Verdict`.
    settles : Categorical, shape (k,)
        As `nhml.safety.rules.Finding` gives it.
    """

    rows: npt.NDArray[np.intp]
    which: npt.NDArray[np.integer]
    verdicts: npt.NDArray[np.int8]
    settles: pd.Categorical


def listed(found: Sequence[Placed], n: int) -> Listed:
    """Put findings in the order of n panels; each row goes to its place, nothing is sorted."""
    words = {word: at for at, word in enumerate(dict.fromkeys(w for f in found for w in f.words))}
    counts = sum((np.bincount(one.rows, minlength=n) for one in found), np.zeros(n, np.intp))
    free = np.cumsum(counts) - counts  # the next free place of each panel
    total = int(counts.sum())
    which = np.empty(total, np.min_scalar_type(len(found)))
    verdicts = np.empty(total, np.int8)
    settles = np.empty(total, np.int32)
    for at, one in enumerate(found):
        places = free[one.rows]
        free[one.rows] += 1
        which[places], verdicts[places] = at, one.verdicts
        settles[places] = np.array([words[word] for word in one.words], np.int32)[one.which]
    rows = np.repeat(np.arange(n), counts)
    return Listed(rows, which, verdicts, categorical(settles, list(words)))


def categorical(codes: npt.NDArray[np.integer], words: Sequence[str]) -> pd.Categorical:
    """Give a column of few texts that are told once, however many rows it has.

    Parameters
    ----------
    codes : ndarray of int, shape (k,)
        Positions in `words`.
    words : sequence of str
        A text may stand among them more than once.
    """
    places, distinct = pd.factorize(np.array(words, dtype=object))
    kind = pd.CategoricalDtype(pd.Index(distinct, dtype=object))
    small = places.astype(np.min_scalar_type(-max(len(distinct), 1)))
    return pd.Categorical.from_codes(small[codes], dtype=kind, validate=False)
