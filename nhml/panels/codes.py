"""Every code that a panel can carry, whether it stops the panel, and its words."""

from types import MappingProxyType
from typing import Literal, NamedTuple

Severity = Literal["reject", "warn"]


class Code(NamedTuple):
    """What a code means for the panel, and the sentence a person reads."""

    severity: Severity
    words: str


CODES = MappingProxyType(
    {
        "not_a_number": Code("reject", "is not a number"),
        "ambiguous_comma": Code("reject", "has a comma that may be decimal or group thousands"),
        "unit_missing": Code("reject", "a value stands without its unit"),
        "unit_unknown": Code("reject", "the unit does not belong to this analyte"),
        "comparator_unknown": Code("reject", "is not <, <=, > or >=, or contradicts the value"),
        "unit_suspect": Code("reject", "is impossible in its unit and possible in another"),
        "value_impossible": Code("reject", "lies beyond what is possible"),
        "sex_unknown": Code("reject", "is not one of F, M, female, male"),
        "flag_unknown": Code("reject", "is not one of 0, 1, no, yes, false, true"),
        "time_unknown": Code("reject", "is not a date, as in 2024-03-01 or 2024-03-01T08:15"),
        "unit_to_confirm": Code("warn", "is unusual: confirm the unit"),
        "not_detected": Code("warn", "was not detected and no limit was sent: read as missing"),
    }
)
