"""When a model should not speak, although nothing is wrong with the panel."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.panels import expressions
from nhml.panels.panel import Panels

Bools = npt.NDArray[np.bool_]


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
    """

    eligible: str
    required: tuple[str, ...]
    max_missing: float
    inputs: tuple[str, ...]

    def reasons(self, panels: Panels) -> list[list[str]]:
        """Say for every panel why the model should not speak; an empty list lets it.

        Parameters
        ----------
        panels : Panels
            Checked, in canonical units.

        Returns
        -------
        list of list of str, length n
            Each ``column: words [code]``.
        """
        found: list[list[str]] = [[] for _ in range(len(panels))]
        for words, holds in self._grounds(panels).items():
            for row in np.flatnonzero(holds):
                found[row].append(words)
        return found

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
        return asdict(self)

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Self:
        """Read what `plain` gave."""
        return cls(
            data["eligible"],
            tuple(data["required"]),
            float(data["max_missing"]),
            tuple(data["inputs"]),
        )


def _missing(panels: Panels, name: str) -> Bools:
    column = panels.column(name)
    return np.asarray(pd.isna(column), dtype=np.bool_)
