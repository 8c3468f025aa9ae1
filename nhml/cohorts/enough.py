"""Whether there are enough people to learn from, in words."""

from collections.abc import Iterator

from nhml.cohorts.finding import Finding
from nhml.cohorts.sample_size import MARGIN, SHRINKAGE, SampleSize

FEWEST_EVENTS = 5  # a feature, of the rarer class: with fewer, effects are often biased
# (Vittinghoff and McCulloch 2007, Am J Epidemiol 165:710, doi:10.1093/aje/kwk052)


def of_size(size: SampleSize | None, features: int) -> Iterator[Finding]:
    """Tell whether there are enough people, and enough with and without the outcome."""
    if size is None:
        yield Finding(
            "no_features",
            "stop",
            "none of the features that may predict was measured and varies",
            "there is nothing to learn from",
            "choose groups that these people have; nhml cohort CONFIG -o - shows what they have",
        )
        return
    rarer = min(size.events, size.people - size.events)
    each = rarer / features
    if each < FEWEST_EVENTS:
        yield Finding(
            "too_few_events",
            "stop",
            f"{each:.1f} people of the rarer class for each of {features} features "
            f"(fewer than {FEWEST_EVENTS})",
            "with fewer, effects are often biased and intervals wrong (Vittinghoff 2007)",
            f"choose at most {max(rarer // FEWEST_EVENTS, 1)} features, or add people",
        )
    yield from _of_riley(size)


def _of_riley(size: SampleSize) -> Iterator[Finding]:
    """Tell of each criterion that these people do not meet, with the people it asks for."""
    if size.people < size.overall_risk:
        yield Finding(
            "overall_risk",
            "warn",
            f"{size.people:,} people; {size.overall_risk:,} would give the overall risk to within "
            f"{MARGIN:g}",
            "even the prevalence is uncertain, and every risk hangs on it (Riley 2020)",
            "add people, or say so wherever a risk is shown",
        )
    if size.mean_error is not None and size.people < size.mean_error:
        yield Finding(
            "mean_error",
            "warn",
            f"{size.people:,} people; {size.mean_error:,} would keep the mean error of a risk "
            f"within {MARGIN:g}",
            "one person's risk is further from the truth than that (van Smeden 2019)",
            "choose fewer features, or add people",
        )
    if size.expected_shrinkage < SHRINKAGE:
        yield Finding(
            "shrinkage",
            "warn",
            f"a plain regression on about {size.parameters} weights would keep "
            f"{size.expected_shrinkage:.0%} of its effects in new people; {size.shrinkage:,} "
            f"people would keep {SHRINKAGE:.0%}",
            "risks come out too extreme; nhml penalises and recalibrates, which costs accuracy "
            "instead (Riley 2019)",
            "choose fewer features, add people, or state a larger R² that an earlier model had",
        )
    if size.people < size.optimism:
        yield Finding(
            "optimism",
            "warn",
            f"{size.people:,} people; {size.optimism:,} would keep the share explained from being "
            f"flattered by more than {MARGIN:g}",
            "the model looks better on these people than on others (Riley 2019)",
            "choose fewer features, add people, and believe held-out figures only",
        )
