"""Every code that a panel can carry, whether it stops the panel, its words and its cure."""

from types import MappingProxyType
from typing import Literal, NamedTuple

Severity = Literal["reject", "warn"]


class Code(NamedTuple):
    """What a code means for the panel, the sentence a person reads, and the way out."""

    severity: Severity
    words: str
    cure: str


_NO_ROW = "take the row out of the file"
_READABLE = "write the number alone, such as 5.2, 5,2 or <0.01; leave the cell empty if unknown"

CODES = MappingProxyType(
    {
        # values
        "not_a_number": Code("reject", "is not a number", _READABLE),
        "ambiguous_comma": Code(
            "reject",
            "has a comma that may be decimal or group thousands",
            "write 1200, or 1.2: a point for decimals and nothing between thousands",
        ),
        "text_beside": Code(
            "reject",
            "has text beside the number: a flag, a unit or a note",
            "leave the number alone in its cell; a unit goes to the column of units",
        ),
        "date_in_value": Code(
            "reject",
            "is a date: a spreadsheet made one of the number",
            "take the value from the laboratory again, with the column set to text",
        ),
        "spreadsheet_error": Code(
            "reject",
            "is an error of a spreadsheet, such as #N/A or ####",
            "mend the formula, or widen the column, and save again; leave unknown cells empty",
        ),
        "missing_code": Code(
            "reject",
            "is impossible, and a number that often stands for missing, such as -9 or 999",
            "leave the cell empty where nothing was measured",
        ),
        "missing_code_perhaps": Code(
            "warn",
            "is a number that often stands for missing, such as 999",
            "leave the cell empty if nothing was measured; else nothing to do",
        ),
        "not_detected": Code(
            "warn",
            "was not detected and no limit was sent: read as missing",
            "write the limit of detection, such as <0.01",
        ),
        "not_measured": Code(
            "warn",
            "was not measured, the laboratory says: read as missing",
            "nothing to do, or leave the cell empty",
        ),
        "sent_twice": Code(
            "reject",
            "was sent more than once for this panel, and differently",
            "keep one value a panel; another draw is a panel of its own, several over a day are a "
            "series: nhml rhythm",
        ),
        "value_impossible": Code(
            "reject", "lies beyond what is possible", "correct the value, or leave the cell empty"
        ),
        # units and signs
        "unit_missing": Code(
            "reject",
            "a value stands without its unit",
            "fill the column of units, write tsh [mIU/L] in the header, or give --units",
        ),
        "unit_unknown": Code(
            "reject",
            "the unit does not belong to this analyte",
            "write a unit of docs/reference/panel-frame.md",
        ),
        "unit_suspect": Code(
            "reject",
            "is impossible in its unit and possible in another",
            "ask the laboratory for the unit, and correct it",
        ),
        "unit_to_confirm": Code(
            "warn",
            "is unusual: confirm the unit",
            "if the unit is right, name the analyte in the file of --units, "
            'as in confirmed = ["prolactin"]',
        ),
        "comparator_unknown": Code(
            "reject",
            "is not <, <=, > or >=, or contradicts the value",
            "write one sign, beside the value or in its column",
        ),
        # people
        "sex_unknown": Code(
            "reject",
            "is not one of F, M, female, male",
            "write F or M; nhml map reads other codes",
        ),
        "flag_unknown": Code(
            "reject",
            "is not one of 0, 1, no, yes, false, true",
            "write 0, 1 or unknown, or leave it empty",
        ),
        "other_sex": Code(
            "warn",
            "belongs to the other sex",
            "see whether the row is another person's, or the sex is wrong",
        ),
        "time_unread": Code(
            "warn",
            "is not a date and time that reads one way only",
            "write 2024-05-31 or 2024-05-31T08:30",
        ),
        # ids and rows
        "id_mangled": Code(
            "reject",
            "was an id before a spreadsheet made a number, a date or an error of it",
            "export the ids again, with the column set to text",
        ),
        "id_shortened": Code(
            "warn",
            "is shorter than the ids that begin with 0: a spreadsheet may have cut noughts",
            "export the ids again, with the column set to text",
        ),
        "panel_twice": Code("warn", "the same panel stands in several rows", _NO_ROW),
        "panel_contradicted": Code(
            "reject",
            "several rows have this id, and they differ",
            "give each draw an id of its own; that of the person goes to subject_id",
        ),
        "header_row": Code("reject", "the row is the header once more", _NO_ROW),
        "summary_row": Code("reject", "the row is a total or a mean, no panel", _NO_ROW),
        "blank_row": Code("warn", "no cell of the row is filled", _NO_ROW),
        "analyte_unknown": Code(
            "warn",
            "a measurement of no analyte or LOINC code that nhml knows: not read",
            "write a key of docs/reference/panel-frame.md, or leave it so",
        ),
        "total_contradicted": Code(
            "warn",
            "is not the sum of its items, which are read instead",
            "send the items or the total, or correct one of them",
        ),
        "total_twice": Code(
            "warn",
            "differs from the same total under its other name: neither is read",
            "send it once",
        ),
        "flag_contradicted": Code(
            "warn",
            "says otherwise than the grade or score beside it: read as yes",
            "send one of the two, or correct one of them",
        ),
        "not_answered": Code(
            "warn",
            "is a survey's code for refused or not known, such as 7 or 9: read as missing",
            "nothing to do, or leave the cell empty",
        ),
    }
)
