"""A risk and the base rate beside it, as numbers of people."""

import math
from dataclasses import dataclass
from typing import Self

from markupsafe import Markup

from nhml.modelling.base_rates import BaseRate
from nhml.reporting import drawing, wording


@dataclass(frozen=True)
class Frequencies:
    """How many of so many people, in words and as drawings.

    Attributes
    ----------
    many : int
        Of how many people is spoken: 100, or more where the outcome is rare.
    risk, within, percent, percent_within : str
        The risk and its stability interval, which is empty where the model has none.
    base, base_within, whom, counted : str
        The base rate, its interval, of whom it is, from how many; empty where unknown.
    risk_icons, base_icons, bar : Markup
    """

    many: int
    risk: str
    within: str
    percent: str
    percent_within: str
    base: str
    base_within: str
    whom: str
    counted: str
    risk_icons: Markup
    base_icons: Markup
    bar: Markup

    @classmethod
    def of(cls, risk: float, low: float, high: float, base: BaseRate | None) -> Self:
        """Write a risk beside the base rate.

        Parameters
        ----------
        risk, low, high : float
            NaN limits where the model has no interval.
        base : BaseRate or None
        """
        many = wording.per(risk, *(() if base is None else (base.share,)))
        told, known = wording.of(risk, many), not math.isnan(low)
        within = wording.between(low, high, many) if known else ""
        percents = f"{wording.percent(low)} to {wording.percent(high)}" if known else ""
        common = "" if base is None else wording.of(base.share, many)
        whom = "" if base is None else wording.people(base.sex, base.first, base.last)
        risk_words = f"{told} of {many:,} with panels like this one"
        base_words = f"{common} of {many:,} {whom}"
        bar_words = f"Risk {wording.percent(risk)}{f', {percents}' if known else ''}"
        if base is not None:
            bar_words += f"; base rate {wording.percent(base.share)}"
        return cls(
            many=many,
            risk=told,
            within=within,
            percent=wording.percent(risk),
            percent_within=percents,
            base=common,
            base_within="" if base is None else wording.between(base.low, base.high, many),
            whom=whom,
            counted="" if base is None else f"{base.people:,}",
            risk_icons=drawing.icons(risk, many, risk_words),
            base_icons=Markup("")
            if base is None
            else drawing.icons(base.share, many, base_words, drawing.GREY),
            bar=drawing.risk_bar(risk, low, high, None if base is None else base.share, bar_words),
        )
