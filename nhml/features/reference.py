"""Hormones read against age, sex and phase: z-scores of the log value, learnt in training.

A testosterone-binding protein of 25 nmol/L is low for a man of eighty and usual for
one of thirty. What is usual is learnt from the people the model is trained on, and
from nobody else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from nhml.panels.panel import Floats

_FEWEST = 50  # below this a quadratic in age is not worth its three coefficients
STATES = ("pregnant", "phase_follicular", "phase_ovulatory", "phase_luteal", "postmenopausal")


@dataclass(frozen=True)
class AgeSexReference:
    """Mean and spread of log values by sex and age, one row a feature and sex.

    Attributes
    ----------
    columns : tuple of int
        Columns of the feature matrix that are read against the reference.
    age, sex : int
        Columns that hold age [a] and sex (1 female, 0 male, NaN unknown).
    mean : ndarray, shape (len(columns), 2, 3 + len(states))
        Coefficients of 1, age/10, (age/10)^2 and of each state for the log value, by sex;
        0 for a state that too few of them were in.
    spread : ndarray, shape (len(columns), 2)
        Standard deviation around it; NaN where too few were measured.
    states : tuple of int
        Columns that are 1 in a state which moves hormones; NaN counts as not in it.
    """

    columns: tuple[int, ...]
    age: int
    sex: int
    mean: Floats
    spread: Floats
    states: tuple[int, ...] = ()

    @classmethod
    def fit(
        cls,
        X: Floats,
        columns: tuple[int, ...],
        age: int,
        sex: int,
        states: tuple[int, ...] = (),
    ) -> Self:
        """Learn the reference from these rows only.

        Parameters
        ----------
        X : ndarray, shape (n, p)
            Feature matrix of the training rows.
        columns : tuple of int
            Columns to read against age and sex, all positive.
        age, sex : int
            Columns of age [a] and sex.
        states : tuple of int, optional
            Columns of flags such as being pregnant.
        """
        mean = np.full((len(columns), 2, 3 + len(states)), np.nan)
        design = _design(X, age, states)
        spread = np.full((len(columns), 2), np.nan)
        for at, column in enumerate(columns):
            for sign in (0, 1):
                rows = (X[:, sex] == sign) & (X[:, column] > 0) & ~np.isnan(X[:, age])
                if rows.sum() >= _FEWEST:
                    mean[at, sign], spread[at, sign] = _line(design[rows], X[rows, column])
        return cls(columns, age, sex, mean, spread, states)

    def transform(self, X: Floats) -> Floats:
        """Give the z-scores, shape (n, len(columns)); NaN where unknown."""
        design = _design(X, self.age, self.states)
        sign = np.where(X[:, self.sex] == 1, 1, 0)
        values = X[:, list(self.columns)]
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.where(values > 0, np.log(values), np.nan)
        usual = np.einsum("nsp,np->ns", self.mean[:, sign].transpose(1, 0, 2), design)
        z: Floats = (logs - usual) / self.spread[:, sign].T
        z[np.isnan(X[:, self.sex])] = np.nan
        return z

    def plain(self) -> dict[str, Any]:
        """Give the reference as plain data."""
        return {
            "columns": list(self.columns),
            "age": self.age,
            "sex": self.sex,
            "mean": self.mean.tolist(),
            "spread": self.spread.tolist(),
            "states": list(self.states),
        }

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Self:
        """Read what `plain` gave."""
        shape, states = (len(data["columns"]), 2), tuple(data["states"])
        return cls(
            columns=tuple(data["columns"]),
            age=data["age"],
            sex=data["sex"],
            mean=np.array(data["mean"], dtype=np.float64).reshape(*shape, 3 + len(states)),
            spread=np.array(data["spread"], dtype=np.float64).reshape(shape),
            states=states,
        )


def _design(X: Floats, age: int, states: tuple[int, ...]) -> Floats:
    decades = X[:, age] / 10.0
    flags = np.nan_to_num(X[:, list(states)])
    return np.column_stack([np.ones_like(decades), decades, decades**2, flags])


def _line(design: Floats, values: Floats) -> tuple[Floats, float]:
    """Fit the log values; a state that few are in, or few are not in, is left out."""
    logs = np.log(values)
    inside = (design[:, 3:] == 1.0).sum(axis=0)
    few = np.minimum(inside, len(logs) - inside) < _FEWEST
    seen = np.flatnonzero(np.concatenate([[True] * 3, ~few]))
    coefficients = np.zeros(design.shape[1])
    coefficients[seen] = np.linalg.lstsq(design[:, seen], logs, rcond=None)[0]
    spread = float(np.std(logs - design @ coefficients))
    return coefficients, spread if spread > 0 else np.nan
