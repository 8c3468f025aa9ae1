"""How far the refits' risks lie from the shown ones, told of all people and of no person.

The instability plot and the mean absolute prediction error of Riley and Collins 2023,
doi:10.1002/bimj.202200302: bootstrap models are asked about the people that the model
learnt from, and what they say is put beside what the model says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt
from scipy.special import expit

Floats = npt.NDArray[np.float64]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_MOST_SLICES, _SMALLEST_SLICE = 20, 25
_FEWEST_PEOPLE = 10  # in a slice that is told


class Slice(NamedTuple):
    """People of about one risk, and what the refits said of them.

    Attributes
    ----------
    risk : float
        Their mean shown risk.
    refits : tuple of float
        `QUANTILES` of the refits' risks, all of these people together.
    """

    risk: float
    refits: tuple[float, ...]


@dataclass(frozen=True)
class Instability:
    """What a reader wants to know of how far risks move with the people learnt from.

    Attributes
    ----------
    people, refits : int
        Panels learnt from; refits.
    mape : float
        Mean over people of the mean distance of the refits' risks from the shown one.
    apart : tuple of float
        `QUANTILES` over people of that mean distance.
    width : tuple of float
        `QUANTILES` over people of the width of the stability interval.
    slices : tuple of Slice
        By rising risk; none of fewer than ten people.
    """

    people: int
    refits: int
    mape: float
    apart: tuple[float, ...]
    width: tuple[float, ...]
    slices: tuple[Slice, ...]

    @classmethod
    def of(
        cls,
        margin: Floats,
        refits: Floats,
        within: tuple[Floats, Floats],
        subjects: npt.NDArray[np.object_],
    ) -> Self:
        """Tell it of the people of a training.

        Parameters
        ----------
        margin : ndarray, shape (n,)
            The shown log-odds.
        refits : ndarray, shape (R, n)
            The log-odds by every refit.
        within : tuple of ndarray, shape (n,)
            Low and high end of the stability interval, as risks.
        subjects : ndarray, shape (n,)
            Whose panel it is.
        """
        shown, other = expit(margin), expit(refits)
        apart = np.abs(other - shown).mean(axis=0)
        order = np.argsort(margin, kind="stable")
        parts = np.array_split(order, max(min(_MOST_SLICES, len(order) // _SMALLEST_SLICE), 1))
        return cls(
            people=len(shown),
            refits=len(refits),
            mape=_short(apart.mean()),
            apart=_quantiles(apart),
            width=_quantiles(within[1] - within[0]),
            slices=tuple(
                Slice(_short(shown[part].mean()), _quantiles(other[:, part]))
                for part in parts
                if len(set(subjects[part])) >= _FEWEST_PEOPLE
            ),
        )

    def plain(self) -> dict[str, Any]:
        """Give it as plain data."""
        slices = [[one.risk, list(one.refits)] for one in self.slices]
        told = {"apart": list(self.apart), "width": list(self.width), "slices": slices}
        return {"people": self.people, "refits": self.refits, "mape": self.mape, **told}

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Self:
        """Read what `plain` gave; a ValueError or TypeError where it is something else."""
        people, refits = data["people"], data["refits"]
        if type(people) is not int or type(refits) is not int:
            raise TypeError("people or refits that are no whole number")
        slices = tuple(Slice(_share(risk), _five(shares)) for risk, shares in data["slices"])
        mape, apart, width = _share(data["mape"]), _five(data["apart"]), _five(data["width"])
        return cls(people, refits, mape, apart, width, slices)


def _quantiles(values: Floats) -> tuple[float, ...]:
    return tuple(map(_short, np.quantile(values, QUANTILES)))


def _short(share: float) -> float:
    """Keep three digits, the same on every machine."""
    return float(f"{share:.3g}")


def _share(value: Any) -> float:
    share = float(value)
    if not 0.0 <= share <= 1.0:
        raise ValueError("a share that is none")
    return share


def _five(values: Any) -> tuple[float, ...]:
    shares = tuple(map(_share, values))
    if len(shares) != len(QUANTILES) or list(shares) != sorted(shares):
        raise ValueError("quantiles that are none")
    return shares
