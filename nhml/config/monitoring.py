"""The limits of `nhml monitor`: a section ``[monitor]``, or a file of it alone."""

import tomllib
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, ValidationError, model_validator

from nhml.config.kinds import Part
from nhml.errors import ConfigError, listing
from nhml.modelling.monitored import Limits
from nhml.panels import strict_toml

_AS = Limits()
Size = Annotated[float, Field(gt=0.0, le=100.0, strict=True)]
Grown = Annotated[float, Field(gt=0.0, le=1.0, strict=True)]
Range = tuple[Size, Size]


class MonitorPart(Part):
    """From where on `nhml monitor` says that a model's people are not those of its training.

    Attributes
    ----------
    alarm : float
        The chance that a page shows anything past a limit although nothing has changed.
    psi : float
        Population stability index of a column; the usual 0.25 is a rule of thumb.
    psi_watch : float
        From where on it is to watch.
    shift : float
        Of the middle of a column, in standard deviations: of biological variation where it
        is known, else of training.
    ks : float
        Kolmogorov-Smirnov distance; no limit by default.
    wasserstein : float
        Wasserstein distance in standard deviations of training; no limit by default.
    missing : float
        By how much the share missing may differ.
    below : float
        By how much the share below a limit of detection may differ.
    units : float
        Share of the values of an analyte that may look as if sent in another unit.
    rejected : float
        By how much the share of rejects may differ.
    silent : float
        By how much the share of abstentions for one reason may differ.
    alerts : float
        By how much the share of panels for which one rule fires may differ.
    observed_over_expected : list of two floats
        Within which the ratio must lie.
    slope : list of two floats
        Within which the calibration slope must lie.
    fewest : int
        People of a site or a period that is looked at by itself.
    sites : bool
        Whether sites are looked at by themselves.
    """

    alarm: Annotated[float, Field(gt=0.0, lt=1.0, strict=True)] = _AS.alarm
    psi: Size = _AS.psi
    psi_watch: Size = _AS.psi_watch
    shift: Size = _AS.shift
    ks: Grown | None = _AS.ks
    wasserstein: Size | None = _AS.wasserstein
    missing: Grown = _AS.missing
    below: Grown = _AS.below
    units: Grown = _AS.units
    rejected: Grown = _AS.rejected
    silent: Grown = _AS.silent
    alerts: Grown = _AS.alerts
    observed_over_expected: Range = _AS.observed_over_expected
    slope: Range = _AS.slope
    fewest: Annotated[int, Field(strict=True, ge=10, le=1_000_000)] = _AS.fewest
    sites: Annotated[bool, Field(strict=True)] = _AS.sites

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        for name in ("observed_over_expected", "slope"):
            low, high = getattr(self, name)
            if not low < 1.0 < high:
                raise ValueError(f"{name}: wanted one limit below 1 and one above")
        return self

    def limits(self) -> Limits:
        """Give the limits that questions are judged by."""
        return Limits(**dict(self))


def read(path: Path | str) -> Limits:
    """Read limits from the section ``[monitor]`` of a TOML file, or a file of nothing else.

    Raises
    ------
    ConfigError
        Naming file and key of every mistake.
    """
    content = _content(path)
    section = content.get("monitor")
    if section is None and "cohort" in content:
        raise ConfigError(f"{path}: has no section [monitor]; write one, or leave --limits out")
    try:
        return MonitorPart.model_validate(content if section is None else section).limits()
    except ValidationError as error:
        mistakes = [
            ": ".join(filter(None, [".".join(map(str, one["loc"])), one["msg"]]))
            for one in error.errors(include_input=False, include_url=False)
        ]
        known = ", ".join(MonitorPart.model_fields)
        raise ConfigError(listing(f"{path} cannot be used; it may say {known}", mistakes)) from None


def _content(path: Path | str) -> dict[str, Any]:
    try:
        return strict_toml.read(path)
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is not TOML: {error}") from None
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: {strict_toml.why(error)}") from None
