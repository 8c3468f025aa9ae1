"""What only people can say of a model: declared in a config, carried by the model's card."""

import re
from typing import Annotated, Self

from pydantic import Field, model_validator

from nhml.config.kinds import Part

Words = Annotated[str, Field(max_length=2_000, pattern=r"^[^\x00-\x09\x0b-\x1f]*$")]
# nhml makes no such claim of any model, nor lets its card make one
_CLAIM = re.compile(r"\b(non-?)?(complian(t|ce)|certified|cleared|approved)\b", re.IGNORECASE)
_DENIED = re.compile(r"\b(not|never|nobody|no|non-?)\s*(yet\s+|been\s+)?$", re.IGNORECASE)


class CardPart(Part):
    """What people declare about a model; what is left empty is shown as not done.

    Attributes
    ----------
    developer : str
        Who made it, and how they are reached.
    funding : str
        Who paid for making it.
    conflicts : str
        Interests of those who made it.
    intended_use : str
        What it is to be used for.
    population : str
        In whom.
    users : str
        By whom.
    role : str
        What its answer does in a decision: informs, augments or replaces it.
    context : str
        The care it stands in, and what is known of it already.
    inequalities : str
        Known inequalities of health between groups for this outcome.
    cautions : str
        Tasks, situations and people for which it is not meant.
    limitations : str
        Known risks, unsuitable settings and uses, limits.
    setting : str
        Where the people it learnt from were seen, and when.
    assessment : str
        How, by whom and blinded to what outcome and predictors were assessed.
    relevance : str
        Why those people are like those it is meant for.
    fairness : str
        How it was seen to that its answers are fair.
    bias : str
        What was done against bias.
    external_data : str
        Where it was judged on people of another source.
    external_tester : str
        Who did so.
    external_representation : str
        Whom those people stand for.
    external_process : str
        How they did so.
    external_validity : str
        What they found, with intervals.
    external_fairness : str
        What they found of groups.
    outcome_studies : str
        References to studies of what its use did to outcomes.
    local_validity : str
        What was found among the people of its use.
    local_fairness : str
        What was found of their groups.
    monitoring : str
        How, and how often, its figures are watched once in use.
    fairness_monitoring : str
        How, and how often, those of groups are.
    updating : str
        How, and how often, it is trained again.
    correcting : str
        How soon it is corrected where a risk is found.
    ethics : str
        The ethical review of its data, or why none was needed.
    protocol : str
        Where the protocol of the study lies.
    registration : str
        Register and number of the study.
    data_access : str
        Where, and on what terms, the data can be had.
    code_access : str
        Where, and on what terms, the code can be had.
    involvement : str
        What patients and the public had to do with it.
    interpretation : str
        What the figures mean beside what was known, for groups too.
    next_steps : str
        What has to be studied next.
    """

    developer: Words = ""
    funding: Words = ""
    conflicts: Words = ""
    intended_use: Words = ""
    population: Words = ""
    users: Words = ""
    role: Words = ""
    context: Words = ""
    inequalities: Words = ""
    cautions: Words = ""
    limitations: Words = ""
    setting: Words = ""
    assessment: Words = ""
    relevance: Words = ""
    fairness: Words = ""
    bias: Words = ""
    external_data: Words = ""
    external_tester: Words = ""
    external_representation: Words = ""
    external_process: Words = ""
    external_validity: Words = ""
    external_fairness: Words = ""
    outcome_studies: Words = ""
    local_validity: Words = ""
    local_fairness: Words = ""
    monitoring: Words = ""
    fairness_monitoring: Words = ""
    updating: Words = ""
    correcting: Words = ""
    ethics: Words = ""
    protocol: Words = ""
    registration: Words = ""
    data_access: Words = ""
    code_access: Words = ""
    involvement: Words = ""
    interpretation: Words = ""
    next_steps: Words = ""

    @model_validator(mode="after")
    def _claims_nothing(self) -> Self:
        wrong = [
            f"{key} says {found[0]!r}: nhml makes no such claim; say what was done, and by whom"
            for key, words in self.declared().items()
            for found in _CLAIM.finditer(words)
            if not found[1] and not _DENIED.search(words[: found.start()])
        ]
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    def declared(self) -> dict[str, str]:
        """Give what was declared, by key."""
        return {key: words for key, cell in self if (words := str(cell).strip())}
