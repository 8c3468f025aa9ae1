"""Dates in a laboratory's own order, read only in the form that was stated."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from types import MappingProxyType

_TIME = r"(?:[ T]+(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.0+)?)?)?"
_D, _M, _Y = "(?P<day>[0-9]{1,2})", "(?P<month>[0-9]{1,2})", "(?P<year>[0-9]{4})"

FORMS = MappingProxyType(
    {
        form: re.compile(pattern + _TIME)
        for form, pattern in {
            "yyyy-mm-dd": f"{_Y}-{_M}-{_D}",
            "dd.mm.yyyy": rf"{_D}\.{_M}\.{_Y}",
            "dd/mm/yyyy": f"{_D}/{_M}/{_Y}",
            "mm/dd/yyyy": f"{_M}/{_D}/{_Y}",
            "dd-mm-yyyy": f"{_D}-{_M}-{_Y}",
            "mm-dd-yyyy": f"{_M}-{_D}-{_Y}",
            "yyyy/mm/dd": f"{_Y}/{_M}/{_D}",
            "yyyymmdd": "(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
        }.items()
    }
)
"""Every form in which a date can be stated; a time of day may follow it."""


def read(text: str, form: str) -> datetime | None:
    """Read one date.

    Parameters
    ----------
    text : str
    form : str
        Key of `FORMS`.

    Returns
    -------
    datetime or None
        None where the text is no date of this form, or no day of the calendar.

    Examples
    --------
    >>> read("3.11.2024 08:15", "dd.mm.yyyy")
    datetime.datetime(2024, 11, 3, 8, 15)
    """
    found = FORMS[form].fullmatch(text.strip())
    if found is None:
        return None
    try:
        return datetime(**{name: int(part) for name, part in found.groupdict("0").items()})  # type: ignore[arg-type]
    except ValueError:
        return None


def written(moment: datetime, text: str) -> str:
    """Write a date as ISO 8601, with its time of day where `text` has one."""
    return moment.isoformat() if ":" in text else moment.date().isoformat()


def fitting(cells: Iterable[str]) -> dict[str, int]:
    """Count, for every form that fits any of the cells, how many it fits."""
    texts = list(cells)
    fits = {form: sum(read(text, form) is not None for text in texts) for form in FORMS}
    return {form: count for form, count in fits.items() if count}


def completed_years(born: date, drawn: date) -> int:
    """Give an age as people say it [a]: the birthdays that had passed at the draw.

    Examples
    --------
    >>> completed_years(date(1980, 3, 2), date(2024, 3, 1))
    43
    """
    return drawn.year - born.year - ((drawn.month, drawn.day) < (born.month, born.day))
