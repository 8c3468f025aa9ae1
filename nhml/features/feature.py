"""One column of what a model sees."""

from dataclasses import dataclass

GROUPS = (
    "person", "HPT", "HPA", "HPG", "somatotropic", "metabolic",
    "neurotransmitter", "exposure", "inflammation", "general", "symptoms",
)  # fmt: skip


@dataclass(frozen=True)
class Feature:
    """One column of the feature matrix.

    Attributes
    ----------
    name : str
        Analyte, index, questionnaire total, symptom item, or what is made of one of them;
        see `nhml.features.catalogue`.
    group : str
        One of `GROUPS`.
    inputs : tuple of str
        The columns of the panel frame that it is made from.
    unit : str
    log : bool
        Whether it is read on the log scale where scale matters.
    """

    name: str
    group: str
    inputs: tuple[str, ...]
    unit: str
    log: bool = False
