"""What a model was trained on, column by column, for what comes later to be compared with.

Plain data that goes into the bundle: shares, edges of cells, figures. No cell tells of fewer
than ten people; a share of fewer stands as that of ten.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from nhml.modelling.spread import Spread


@dataclass(frozen=True)
class Column:
    """One column that the model reads, as it was in training.

    Attributes
    ----------
    missing : float
        Share of people.
    below : float
        Share of those measured that stood below a limit of detection.
    spread : Spread or None
        In canonical units; None where too few people have it.
    units : mapping of str to float
        Share of each unit as sent; empty where that is not known.
    """

    missing: float
    below: float
    spread: Spread | None
    units: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Profile:
    """The people that a model was trained on, without any of them.

    Attributes
    ----------
    people : int
        Persons, all of them eligible.
    columns : mapping of str to Column
    risk : Spread or None
        Log-odds of those scored, by models that had not seen them.
    events : float
        Share with the outcome.
    status : mapping of str to float
        Share scored, abstained, rejected.
    silent : mapping of str to float
        Share on whom the model abstains, by the code of the reason.
    alerts : mapping of str to float
        Share for whom each safety rule fires, which did not see what defines the outcome.
    sites : mapping of str to Profile
        Of each site with a hundred people at least: it is compared with itself.
    """

    people: int
    columns: Mapping[str, Column]
    risk: Spread | None
    events: float
    status: Mapping[str, float]
    silent: Mapping[str, float]
    alerts: Mapping[str, float]
    sites: Mapping[str, "Profile"] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """Give it as plain data."""
        columns = {
            name: {
                "missing": one.missing,
                "below": one.below,
                "units": dict(one.units),
                "spread": None if one.spread is None else one.spread.plain(),
            }
            for name, one in self.columns.items()
        }
        return {
            "people": self.people,
            "columns": columns,
            "risk": None if self.risk is None else self.risk.plain(),
            "events": self.events,
            "status": dict(self.status),
            "silent": dict(self.silent),
            "alerts": dict(self.alerts),
            "sites": {site: one.plain() for site, one in self.sites.items()},
        }

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Self:
        """Read what `plain` gave; a ValueError, KeyError or TypeError where it is none."""
        columns = {
            str(name): Column(
                float(one["missing"]), float(one["below"]), _spread(one["spread"]),
                _numbers(one["units"]),
            )
            for name, one in data["columns"].items()
        }  # fmt: skip
        sites = {str(site): cls.from_plain(one) for site, one in data["sites"].items()}
        return cls(
            people=int(data["people"]),
            columns=columns,
            risk=_spread(data["risk"]),
            events=float(data["events"]),
            status=_numbers(data["status"]),
            silent=_numbers(data["silent"]),
            alerts=_numbers(data["alerts"]),
            sites=sites,
        )


def _spread(data: Any) -> Spread | None:
    return None if data is None else Spread.from_plain(data)


def _numbers(data: Mapping[str, Any]) -> dict[str, float]:
    return {str(name): float(number) for name, number in data.items()}
