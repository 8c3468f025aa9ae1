"""What the answer to a case definition rests on, and what would give one."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.knowledge import tables
from nhml.panels import expressions, flags, grammar
from nhml.panels.spans import Bools
from nhml.safety.assessment import Answer, Judged, limits_asked
from nhml.safety.own_limits import differs_by_sex, limits_of
from nhml.safety.standing import columns

Named = Iterator[tuple[str, Bools]]


class Words(NamedTuple):
    """A text for every panel, told once for all that share it.

    Attributes
    ----------
    codes : ndarray of int, shape (n,)
        Positions in `texts`.
    texts : tuple of str
    """

    codes: npt.NDArray[np.intp]
    texts: tuple[str, ...]

    def names(self, row: int) -> list[str]:
        """Give the names that stand for one panel."""
        text = self.texts[self.codes[row]]
        return text.split(", ") if text else []


class Grounds(NamedTuple):
    """Names, separated by commas: what an answer rests on, and what is missing for one."""

    because: Words
    missing: Words


def of(one: Judged) -> Grounds:
    """Give the grounds of one phenotype for all panels."""
    n, text = len(one.answers), one.phenotype.condition
    if not text:
        nothing = Words(np.zeros(n, dtype=np.intp), ("",))
        return Grounds(nothing, nothing)
    tree = expressions.parse(text)
    decided = one.answers != Answer.NOT_ASSESSABLE
    against = [*_against(one)]
    barred = np.full(n, False)
    for _, where in against:
        barred |= where
    open_ = ~decided & ~barred
    rests = (
        (name, where) for leaf, where in one.judge.why(tree, decided) for name in columns(leaf)
    )
    because = [*against, *((name, where & _known(one, name)) for name, where in rests)]
    wanted = (
        found for leaf, where in one.judge.wants(tree, open_) for found in _lacks(one, leaf, where)
    )
    return Grounds(_words(because, n), _words([*_unasked(one, open_), *wanted], n))


def _against(one: Judged) -> Named:
    """Name what keeps a panel from being assessed: the other sex, an exclusion, a rule."""
    for part, truth in one.asked:
        for name in columns(part):
            yield name, truth.false & _known(one, name)
    yield from one.rules.items()


def _unasked(one: Judged, where: Bools) -> Named:
    """Name what has to be known of a person and is not."""
    for part, truth in one.asked:
        for name in columns(part):
            yield name, where & ~truth.granted & ~truth.false & ~_known(one, name)


def _lacks(one: Judged, leaf: ast.expr, where: Bools) -> Named:
    """Name what a comparison that is unknown waits for."""
    limits = frozenset(analyte for analyte, _ in limits_of(leaf))
    asked = (analyte for analyte, _ in limits_asked(one.phenotype))
    limited = frozenset(analyte for analyte in asked if not differs_by_sex(analyte))
    for name in columns(leaf):
        doubts = one.doubts.get(name, [])
        for condition, held in doubts:
            yield from _clears(one, name, condition, where & held, name in limited)
        clear = where
        for _, held in doubts:
            clear = clear & ~held
        yield from _behind(one, name, clear & ~_known(one, name))
        if name in limits:
            yield from _limit(one, name, leaf, clear & _known(one, name))


def _clears(one: Judged, name: str, condition: str, where: Bools, limited: bool) -> Named:
    """Name the circumstances that would clear a doubtful value; else it has to be repeated."""
    others = grammar.names(condition) - {name}
    unknown = [other for other in sorted(others) if (where & ~_known(one, other)).any()]
    for other in unknown:
        yield other, where & ~_known(one, other)
    if not unknown:
        yield (f"limit({name})" if limited else f"{name} again"), where


def _behind(one: Judged, name: str, where: Bools) -> Named:
    """Name in place of an index what it lacks; itself where it lacks nothing."""
    left = where
    for part in tables.indices()[name].inputs if name in tables.indices() else ():
        lacks = where & ~_known(one, part)
        left = left & ~lacks
        yield part, lacks
    yield name, left


def _limit(one: Judged, name: str, leaf: ast.expr, where: Bools) -> Named:
    """Say that no limit is known, or that the sex which chooses it is not."""
    for side in (side for analyte, side in limits_of(leaf) if analyte == name):
        call = expressions.parse(f"limit({name}, {side})")
        unknown = where & ~one.reading.cells(call).known
        sexless = unknown & ~_known(one, "sex") & differs_by_sex(name)
        yield "sex", sexless
        yield f"limit({name})", unknown & ~sexless


def _known(one: Judged, name: str) -> Bools:
    return one.reading.column(name).known


def _words(named: Iterable[tuple[str, Bools]], n: int) -> Words:
    """Put the names that hold for each panel in a row; each distinct row is told once."""
    own: dict[str, Bools] = {}
    for name, where in named:
        if where.any():
            own[name] = own.get(name, np.asarray(False)) | where
    texts, which = flags.held(dict(sorted(own.items())), n)
    return Words(which, texts)


def side_by_side(several: Sequence[Words], n: int) -> pd.Categorical:
    """Put texts of n panels in the order of the panels, one after the other for each."""
    texts = [text for one in several for text in one.texts]
    starts = np.cumsum([0, *(len(one.texts) for one in several)])[:-1]
    codes = np.stack(
        [one.codes + start for one, start in zip(several, starts, strict=True)], axis=1
    )
    places, distinct = pd.factorize(np.array(texts, dtype=object))
    return pd.Categorical.from_codes(
        places[codes].reshape(n * len(several)), pd.Index(distinct, dtype=object)
    )
