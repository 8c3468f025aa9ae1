"""How many people a risk model needs: the criteria of Riley and others.

Of a binary outcome: (i) the overall risk is known to within 0.05, (ii) a person's risk is
wrong by 0.05 on average at most, (iii) effects are shrunk by a tenth at most, (iv) the
share of variation explained is flattered by 0.05 at most. Riley et al. 2020, BMJ 368:m441,
doi:10.1136/bmj.m441; Riley et al. 2019, Stat Med 38:1276, doi:10.1002/sim.7992.

They are made for regression without a penalty. What is penalised, as everything in nhml
is, shrinks by itself: too few people then cost accuracy more than calibration.
"""

from dataclasses import dataclass
from math import ceil, exp, log

from scipy.optimize import brentq

SHARE_EXPLAINED = 0.15  # of the largest R² possible, where no earlier model tells more (Riley 2020)
SHRINKAGE = 0.9
MARGIN = 0.05
_MOST_PARAMETERS = 30  # up to which the formula of the mean error was tried (van Smeden 2019)


@dataclass(frozen=True)
class SampleSize:
    """What the criteria ask for, beside what there is.

    Attributes
    ----------
    people, events : int
        What there is.
    parameters : int
        Weights that a regression would have to learn.
    r2 : float
        Cox-Snell R² that is anticipated.
    overall_risk, mean_error, shrinkage, optimism : int or None
        People that each criterion asks for; the mean error has no answer beyond 30
        parameters.
    expected_shrinkage : float
        What effects would keep of their size with these people; 1 is all.
    """

    people: int
    events: int
    parameters: int
    r2: float
    overall_risk: int
    mean_error: int | None
    shrinkage: int
    optimism: int
    expected_shrinkage: float

    @property
    def wanted(self) -> int:
        """Give the number of people that meets every criterion."""
        return max(self.overall_risk, self.mean_error or 0, self.shrinkage, self.optimism)


def sample_size(people: int, events: int, parameters: int, r2: float | None = None) -> SampleSize:
    """Ask every criterion of a cohort.

    Parameters
    ----------
    people, events : int
        Some have the event, and some have not.
    parameters : int
        One at least.
    r2 : float, optional
        Cox-Snell R² anticipated, below the largest possible; by default 15 % of that.
    """
    prevalence = events / people
    anticipated = SHARE_EXPLAINED * largest_r2(prevalence) if r2 is None else r2
    return SampleSize(
        people=people,
        events=events,
        parameters=parameters,
        r2=anticipated,
        overall_risk=for_overall_risk(prevalence),
        mean_error=for_mean_error(prevalence, parameters),
        shrinkage=for_shrinkage(parameters, anticipated),
        optimism=for_optimism(prevalence, parameters, anticipated),
        expected_shrinkage=expected_shrinkage(people, parameters, anticipated),
    )


def largest_r2(prevalence: float) -> float:
    """Largest Cox-Snell R² that an outcome allows (Riley 2019, equation 23).

    Examples
    --------
    >>> round(largest_r2(0.05), 2)
    0.33
    """
    null = prevalence * log(prevalence) + (1.0 - prevalence) * log(1.0 - prevalence)
    return 1.0 - exp(2.0 * null)


def for_overall_risk(prevalence: float, margin: float = MARGIN) -> int:
    """People for an overall risk known to within a margin (Riley 2020, criterion 1).

    Examples
    --------
    >>> for_overall_risk(0.5)
    385
    """
    return ceil((1.96 / margin) ** 2 * prevalence * (1.0 - prevalence))


def for_mean_error(prevalence: float, parameters: int, error: float = MARGIN) -> int | None:
    """People for a small mean absolute error of risks (van Smeden 2019; Riley 2020, criterion 2).

    None beyond the 30 parameters up to which the formula was made.

    Examples
    --------
    >>> for_mean_error(0.05, 30)
    544
    """
    if parameters > _MOST_PARAMETERS:
        return None
    rarer = min(prevalence, 1.0 - prevalence)
    size = -0.508 + 0.259 * log(rarer) + 0.504 * log(parameters) - log(error)
    return ceil(exp(size / 0.544))


def for_shrinkage(parameters: int, r2: float, shrinkage: float = SHRINKAGE) -> int:
    """People for effects that keep their size (Riley 2019; 2020, criterion 3).

    Parameters
    ----------
    parameters : int
    r2 : float
        Cox-Snell R² anticipated, below `shrinkage`.
    shrinkage : float
        What is to be kept; 0.9 is usual.

    Examples
    --------
    >>> for_shrinkage(30, 0.05)
    5249
    """
    return ceil(parameters / ((shrinkage - 1.0) * log(1.0 - r2 / shrinkage)))


def for_optimism(prevalence: float, parameters: int, r2: float, optimism: float = MARGIN) -> int:
    """People for a share explained that is not flattered (Riley 2019; 2020, criterion 4).

    Examples
    --------
    >>> for_optimism(0.174, 24, 0.288)
    662
    """
    kept = r2 / (r2 + optimism * largest_r2(prevalence))
    return for_shrinkage(parameters, r2, kept)


def expected_shrinkage(people: int, parameters: int, r2: float) -> float:
    """Solve criterion 3 for what effects keep of their size with so many people.

    Examples
    --------
    >>> round(expected_shrinkage(5249, 30, 0.05), 3)
    0.9
    """

    def missed(kept: float) -> float:  # rises with what is kept
        return parameters / ((kept - 1.0) * log(1.0 - r2 / kept)) - people

    least, most = r2 * (1.0 + 1e-9), 1.0 - 1e-9
    if missed(least) > 0.0:
        return 0.0
    return float(brentq(missed, least, most)) if missed(most) > 0.0 else 1.0
