"""Typed, cached readers of the clinical tables.

Every table lies in ``nhml/knowledge/tables/`` as CSV. Every row names its source
by a key of ``sources.toml`` and how far it was checked (``verified-here``,
``well-known``, ``uncertain``). A table with mistakes is refused, all mistakes at
once, with file and row.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from nhml.knowledge.axes import Loop, Pair, Pattern
from nhml.knowledge.entries import Analyte, Index, Item, Outcome
from nhml.knowledge.following import Comparability, Course, Monitoring
from nhml.knowledge.generic import GenericLimit
from nhml.knowledge.instruments import Grade, Instrument, Overlap
from nhml.knowledge.intervals import ReferenceInterval
from nhml.knowledge.learnt import Learnt
from nhml.knowledge.questions import Coupling, Modifiable
from nhml.knowledge.rhythms import RhythmFeature
from nhml.knowledge.rows import built, cited, digest, keyed, rows, sources, text, titles
from nhml.knowledge.rules import Rule
from nhml.knowledge.therapy import ClinicalRule, Intervention, Variation
from nhml.knowledge.urine import UrineTest

__all__ = ["cited", "digest", "rows", "sources", "text", "titles"]  # beside the readers below


@cache
def analytes() -> Mapping[str, Analyte]:
    """Read ``analytes.csv``, in its order."""
    return keyed("analytes", Analyte.from_row)


@cache
def outcomes() -> Mapping[str, Outcome]:
    """Read ``outcomes.csv``."""
    return keyed("outcomes", Outcome.from_row)


@cache
def indices() -> Mapping[str, Index]:
    """Read ``indices.csv``."""
    return keyed("indices", Index.from_row)


@cache
def symptoms() -> Mapping[str, Item]:
    """Read ``symptoms.csv``: symptom items and other things that people report."""
    return keyed("symptoms", Item.from_row)


@cache
def context() -> Mapping[str, Item]:
    """Read ``context.csv``: what surrounds the draw, therapies and histories."""
    return keyed("context", Item.from_row)


@cache
def instruments() -> Mapping[str, Instrument]:
    """Read ``instruments.csv``: totals over symptom items."""
    return keyed("instruments", Instrument.from_row)


@cache
def other_names() -> Mapping[str, str]:
    """Give the columns of totals, each by the key of its instrument, which names it too."""
    return MappingProxyType({one.key: one.sent for one in instruments().values() if one.sent})


@cache
def grades() -> Mapping[str, Grade]:
    """Read ``grades.csv``: what grades and scores say of symptoms."""
    return keyed("grades", Grade.from_row)


@cache
def overlaps() -> Mapping[str, Overlap]:
    """Read ``overlaps.csv``: questionnaires and hormones that tell of the same."""
    return keyed("overlaps", Overlap.from_row)


@cache
def learnt() -> Mapping[str, Learnt]:
    """Read ``learnt.csv``: numbers whose reference is learnt in training."""
    return keyed("learnt", Learnt.from_row)


@cache
def rhythms() -> Mapping[str, RhythmFeature]:
    """Read ``rhythms.csv``: numbers of a timed series."""
    return keyed("rhythms", RhythmFeature.from_row)


@cache
def rhythm_limits() -> Mapping[str, float]:
    """Read ``rhythm_limits.csv``: what a timed series must have, in the units stated there."""
    return keyed("rhythm_limits", lambda row: float(row["value"]))


@cache
def safety_rules() -> Mapping[str, Rule]:
    """Read ``safety_rules.csv``: what must not be missed, and when no risk is given."""
    return keyed("safety_rules", Rule.from_row)


@cache
def axes_loops() -> Mapping[str, Loop]:
    """Read ``axes_loops.csv``: hormones and what drives them."""
    return keyed("axes_loops", Loop.from_row)


@cache
def axes() -> Mapping[str, Pattern]:
    """Read ``axes.csv``: what the values of a loop together say."""
    return keyed("axes", Pattern.from_row)


@cache
def axes_pairs() -> Mapping[str, Pair]:
    """Read ``axes_pairs.csv``: how far a hormone and its driver go together in health."""
    return keyed("axes_pairs", Pair.from_row)


@cache
def seen_as_sent() -> frozenset[str]:
    """Read ``seen_as_sent.csv``: the safety rules that see a value which was refused."""
    return frozenset(row["key"] for row in rows("seen_as_sent"))


@cache
def generic_limits() -> Mapping[str, GenericLimit]:
    """Read ``generic_limits.csv``: numbers in conditions that a laboratory may replace."""
    return keyed("generic_limits", GenericLimit.from_row)


@cache
def reference_intervals() -> Mapping[str, tuple[ReferenceInterval, ...]]:
    """Read ``reference_intervals.csv``: the intervals of each analyte, in their order."""
    found: dict[str, list[ReferenceInterval]] = {}
    for one in built("reference_intervals", ReferenceInterval.from_row):
        found.setdefault(one.analyte, []).append(one)
    return MappingProxyType({analyte: tuple(several) for analyte, several in found.items()})


@cache
def clinical_rules() -> Mapping[str, ClinicalRule]:
    """Read ``clinical_rules.csv``, by the outcome that each rule is for."""
    found = built("clinical_rules", ClinicalRule.from_row)
    return MappingProxyType({outcome: one for one in found for outcome in one.outcomes})


@cache
def interventions() -> Mapping[str, Intervention]:
    """Read ``interventions.csv``: drugs, hormones, and what people do themselves."""
    return keyed("interventions", Intervention.from_row)


@cache
def biological_variation() -> tuple[Variation, ...]:
    """Read ``biological_variation.csv``: how much values move in health."""
    return tuple(built("biological_variation", Variation.from_row))


@cache
def comparability() -> Mapping[str, Comparability]:
    """Read ``comparability.csv``: what two draws must share to be compared."""
    return keyed("comparability", Comparability.from_row)


@cache
def courses() -> tuple[Course, ...]:
    """Read ``courses.csv``: therapies as panels tell of them."""
    return tuple(built("courses", Course.from_row))


@cache
def monitoring() -> tuple[Monitoring, ...]:
    """Read ``monitoring.csv``: what a therapy asks to be measured, and when."""
    return tuple(built("monitoring", Monitoring.from_row))


@cache
def modifiable() -> Mapping[str, Modifiable]:
    """Read ``modifiable.csv``: inputs that a question to a model may change, and how far."""
    return keyed("modifiable", Modifiable.from_row)


@cache
def couplings() -> Mapping[str, Coupling]:
    """Read ``couplings.csv``: what moves with an input that is changed."""
    return keyed("couplings", Coupling.from_row)


@cache
def urine() -> Mapping[str, UrineTest]:
    """Read ``urine.csv``: what is read of urine, and what of it is validated."""
    return keyed("urine", UrineTest.from_row)


@cache
def names() -> Mapping[str, str]:
    """List the tables by name, each with what it holds, as ``about.csv`` says."""
    return MappingProxyType({row["key"]: row["about"] for row in rows("about")})


@cache
def unit_aliases() -> Mapping[str, str]:
    """Read ``unit_aliases.csv``: what laboratories write, and the UCUM unit it stands for."""
    return MappingProxyType({row["alias"]: row["unit"] for row in rows("unit_aliases")})


@cache
def single_sex() -> Mapping[str, str]:
    """Read ``single_sex.csv``: columns that only one sex has, and which."""
    return MappingProxyType({row["key"]: row["sex"] for row in rows("single_sex")})


@cache
def of_the_other_sex(sex: object) -> frozenset[str]:
    """List what a person of this sex cannot have; nothing where the sex is not known."""
    known = sex in ("F", "M")
    return frozenset(name for name, only in single_sex().items() if known and only != sex)
