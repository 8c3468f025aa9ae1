"""When a model should not speak, or only with a mark, although nothing is wrong with the panel."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.modelling.outlyingness import Outlyingness
from nhml.modelling.ranges import Ranges
from nhml.panels import expressions
from nhml.panels.panel import Panels

Bools = npt.NDArray[np.bool_]

BEYOND, OUTLYING = MARKS = ("beyond_training", "outlying")
ABSTAIN = "abstain"


class Said(NamedTuple):
    """What is said of every panel: why the model is silent, and what its risk is marked with."""

    silent: list[list[str]]
    marked: list[list[str]]


@dataclass(frozen=True)
class Applicability:
    """Whom a model knows, and what it needs to know of them.

    Attributes
    ----------
    eligible : str
        The outcome's population, in the grammar of `nhml.panels.expressions`.
    required : tuple of str
        Columns without which nothing is said.
    max_missing : float
        Largest share of `inputs` that may be missing.
    inputs : tuple of str
        Columns that the features are made from.
    beyond_training, outlying : {"mark", "abstain"}
        What is done with a value beyond the ranges, and with a panel that lies further out
        than `largest_distance`; one that lies out less far is marked.
    largest_distance : float
        As `nhml.modelling.outlyingness` measures it.
    ranges : Ranges or None
        What was seen in training; None in models that do not know.
    detector : Outlyingness or None
    """

    eligible: str
    required: tuple[str, ...]
    max_missing: float
    inputs: tuple[str, ...]
    beyond_training: str = "mark"
    outlying: str = ABSTAIN
    largest_distance: float = 2.0
    ranges: Ranges | None = None
    detector: Outlyingness | None = None

    def reasons(self, panels: Panels) -> list[list[str]]:
        """Say for every panel why the model should not speak; an empty list lets it."""
        return self.said(panels).silent

    def said(self, panels: Panels) -> Said:
        """Say for every panel why the model should not speak, and what marks its risk.

        Parameters
        ----------
        panels : Panels
            Checked, in canonical units.

        Returns
        -------
        Said
            A list for each panel, of ``column: words [code]``; of marks too where it is
            silent for another reason.
        """
        said = Said([[] for _ in range(len(panels))], [[] for _ in range(len(panels))])
        for words, holds in self._grounds(panels).items():
            for row in np.flatnonzero(holds):
                said.silent[row].append(words)
        self._say_beyond(panels, said)
        self._say_outlying(panels, said)
        return said

    def _say_beyond(self, panels: Panels, said: Said) -> None:
        where = said.silent if self.beyond_training == ABSTAIN else said.marked
        for name, holds in self.ranges.beyond(panels).items() if self.ranges else ():
            for row in np.flatnonzero(holds):
                where[row].append(f"{name}: beyond what this model saw in training [{BEYOND}]")

    def _say_outlying(self, panels: Panels, said: Said) -> None:
        if self.detector is None:
            return
        for row, away, names in zip(*self.detector.far(panels), strict=True):
            far = self.outlying == ABSTAIN and away > self.largest_distance
            (said.silent if far else said.marked)[row].append(
                f"panel: an unusual combination of values, for this model (most by {names}) "
                f"[{OUTLYING}]"
            )

    def _grounds(self, panels: Panels) -> Mapping[str, Bools]:
        grounds: dict[str, Bools] = {}
        for name in self.required:
            grounds[f"{name}: needed, and not known [needed_missing]"] = _missing(panels, name)
        population = expressions.evaluate(self.eligible, panels)
        words = f"outside the population this model knows ({self.eligible})"
        grounds[f"panel: {words} [outside_population]"] = population == 0.0
        grounds["panel: cannot tell whether this model knows such people [population_unknown]"] = (
            np.isnan(population)
        )
        gaps = [_missing(panels, name) for name in self.inputs]
        share = np.mean(gaps, axis=0) if gaps else np.zeros(len(panels))
        most = f"more than {self.max_missing:.0%} of what the model reads is missing"
        grounds[f"panel: {most} [too_much_missing]"] = share > self.max_missing
        return grounds

    def plain(self) -> dict[str, Any]:
        """Give it as plain data."""
        return {
            **vars(self),
            "ranges": None if self.ranges is None else self.ranges.plain(),
            "detector": None if self.detector is None else self.detector.plain(),
        }

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Self:
        """Read what `plain` gave; older models hold neither ranges nor a detector."""
        ranges, detector = data.get("ranges"), data.get("detector")
        return cls(
            data["eligible"],
            tuple(data["required"]),
            float(data["max_missing"]),
            tuple(data["inputs"]),
            str(data.get("beyond_training", "mark")),
            str(data.get("outlying", ABSTAIN)),
            float(data.get("largest_distance", 2.0)),
            None if ranges is None else Ranges.from_plain(ranges),
            None if detector is None else Outlyingness.from_plain(detector),
        )


def _missing(panels: Panels, name: str) -> Bools:
    column = panels.column(name)
    return np.asarray(pd.isna(column), dtype=np.bool_)
