"""Case definitions, decided for panels: yes, no, or not assessable."""

import ast
from collections.abc import Mapping
from enum import IntEnum
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nhml.features import indices
from nhml.knowledge import tables
from nhml.knowledge.phenotypes import Phenotype, phenotypes
from nhml.panels import expressions, totals
from nhml.panels.logic import Limits, Reading, Truth
from nhml.panels.panel import Panels
from nhml.panels.spans import Bools, Column, Ends
from nhml.safety.own_limits import differs_by_sex, limit, limits_of
from nhml.safety.standing import Judge

Places = Mapping[str, list[tuple[str, Bools]]]
_NOWHERE = np.asarray(False)


class Answer(IntEnum):
    """What a case definition says of a panel."""

    NO = 0
    YES = 1
    NOT_ASSESSABLE = 2


class Judged(NamedTuple):
    """One phenotype of all panels, and what it rests on.

    Attributes
    ----------
    phenotype : Phenotype
    answers : ndarray of int8, shape (n,)
        Members of `Answer`.
    reading : Reading
        The panels as the condition read them.
    judge : Judge
        That decided the condition.
    asked : tuple of (condition, Truth)
        What has to hold for it to be assessed, part by part.
    rules : mapping of str to ndarray of bool
        Where a safety rule that stands against it fires.
    doubts : mapping of str to list of (condition, ndarray of bool)
        Where a column was measured and is not clear, and by which condition.
    """

    phenotype: Phenotype
    answers: npt.NDArray[np.int8]
    reading: Reading
    judge: Judge
    asked: tuple[tuple[ast.expr, Truth], ...]
    rules: Mapping[str, Bools]
    doubts: Places


class Assessment:
    """Panels as case definitions read them; everything is worked out once.

    Parameters
    ----------
    panels : Panels
        In canonical units; a value that was rejected is unknown.
    laboratory : mapping of (analyte, "low" or "high") to float, optional
        The laboratory's own limits [canonical unit].
    """

    def __init__(self, panels: Panels, laboratory: Limits | None = None) -> None:
        self.panels, self.laboratory = panels, laboratory or {}
        self._columns: dict[str, Column] = {}
        self._judged: dict[str, Judged] = {}

    def judged(self, key: str) -> Judged:
        """Decide one phenotype for all panels."""
        if key not in self._judged:
            one = phenotypes()[key]
            self._judged[key] = self._judge(one) if not one.same_as else self.judged(one.same_as)
        return self._judged[key]

    def column(self, name: str) -> Column:
        """Give a column, an index, the total of a questionnaire or another phenotype."""
        if name not in self._columns:
            self._columns[name] = self._fetch(name)
        return self._columns[name]

    def ends(self, name: str) -> Ends | None:
        """Give the interval in which a value beyond a limit of detection lies."""
        if name in phenotypes() or name in tables.instruments():
            return None
        return (
            indices.ends(name, self.panels) if name in tables.indices() else self.panels.ends(name)
        )

    def _fetch(self, name: str) -> Column:
        if name in phenotypes():
            answers = self.judged(name).answers.astype(np.float64)
            return np.where(answers == Answer.NOT_ASSESSABLE, np.nan, answers)
        if name in tables.instruments():
            return totals.total(name, self.panels)
        if name in tables.indices():  # a draw that nobody called fasting is read as one
            return indices.compute(name, self.panels, if_unknown=True)
        return self.panels.column(name)

    def _judge(self, one: Phenotype) -> Judged:
        own = {at: limit(*at, self.panels, self.laboratory, one.limits) for at in limits_asked(one)}
        whole = Reading(self.column, own, self.ends)  # type: ignore[arg-type]  # a limit may be each panel's
        doubts = self._doubts(one, whole)
        unread = {
            name: whole.truth(expressions.parse(condition)).true for name, condition in one.unread
        }

        def column(name: str) -> Column:
            hidden = [held for _, held in doubts.get(name, ())] + [unread.get(name, _NOWHERE)]
            values = self.column(name)
            for held in hidden:
                values = np.where(held, np.nan, values) if held.any() else values
            return values

        def doubtful(name: str) -> Bools:
            held = [where for _, where in doubts.get(name, ())]
            return np.logical_or.reduce(np.broadcast_arrays(*held)) if held else _NOWHERE

        reading = Reading(column, own, self.ends)  # type: ignore[arg-type]
        judge = Judge(reading, doubtful)
        asked = tuple((part, whole.truth(part)) for part in parts(one.assessable_when))
        rules = {key: whole.truth(_rule(key)).granted for key in one.rules}
        answers = _answers(one, judge, asked, rules, len(self.panels))
        return Judged(one, answers, reading, judge, asked, rules, doubts)

    def _doubts(self, one: Phenotype, whole: Reading) -> Places:
        """Find doubtful values; a range of limits is none where the laboratory gives its own."""
        asked = {analyte for analyte, _ in limits_asked(one)}
        given = {analyte for analyte, _ in self.laboratory if not differs_by_sex(analyte)}
        own = asked & given
        found: dict[str, list[tuple[str, Bools]]] = {}
        for name, condition in one.doubtful:
            if name not in own or "is_set" in condition:
                held = whole.truth(expressions.parse(condition)).true
                found.setdefault(name, []).append((condition, held))
        return found


def _answers(
    one: Phenotype,
    judge: Judge,
    asked: tuple[tuple[ast.expr, Truth], ...],
    rules: Mapping[str, Bools],
    n: int,
) -> npt.NDArray[np.int8]:
    answers = np.full(n, Answer.NOT_ASSESSABLE, dtype=np.int8)
    if not one.condition:
        return answers
    able = np.full(n, True)
    for _, truth in asked:
        able &= truth.granted
    for fires in rules.values():
        able &= ~fires
    stands = judge.stands(expressions.parse(one.condition))
    answers[able & stands.true] = Answer.YES
    answers[able & stands.false] = Answer.NO
    return answers


@cache
def parts(condition: str) -> tuple[ast.expr, ...]:
    """Give what all has to hold for a condition to hold, part by part."""
    if not condition:
        return ()
    tree = expressions.parse(condition)
    every = isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And)
    return tuple(tree.values) if isinstance(tree, ast.BoolOp) and every else (tree,)


@cache
def limits_asked(one: Phenotype) -> frozenset[tuple[str, str]]:
    """List the limits, (analyte, side), that a definition asks for."""
    texts = (one.condition, one.assessable_when, *(text for _, text in one.unread + one.doubtful))
    return frozenset[tuple[str, str]]().union(
        *(limits_of(expressions.parse(text)) for text in texts if text)
    )


def _rule(key: str) -> ast.expr:
    return expressions.parse(tables.safety_rules()[key].condition)
