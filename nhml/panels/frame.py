"""The columns of the panel frame, generated from the tables.

Every door asks here: file readers, the MLflow signature, the docs page.
"""

from collections.abc import Iterable
from typing import NamedTuple

from nhml.knowledge import tables


class Column(NamedTuple):
    """One column of the panel frame."""

    name: str
    kind: str
    unit: str
    words: str


def columns(analytes: Iterable[str] | None = None) -> tuple[Column, ...]:
    """List the columns of the panel frame, in order.

    Parameters
    ----------
    analytes : iterable of str, optional
        Only these analytes; all of them by default.

    Returns
    -------
    tuple of Column
        ``kind`` is ``text``, ``number``, ``flag``, ``item``, ``grade``, ``code`` or ``time``.
    """
    known = tables.analytes()
    chosen = known if analytes is None else list(analytes)
    listed = [
        Column("panel_id", "text", "", "Pseudonym of the panel"),
        Column("subject_id", "text", "", "Pseudonym of the person; the panel's own by default"),
    ]
    for item in tables.context().values():
        listed.append(Column(item.key, item.kind, item.unit, item.label))
    for key in chosen:
        listed.append(Column(key, "number", known[key].unit, known[key].label))
        listed.append(Column(f"{key}_unit", "text", "", f"Unit of {key} as sent"))
        listed.append(Column(f"{key}_comparator", "text", "", f"< or > before {key}"))
    for item in tables.symptoms().values():
        listed.append(Column(item.key, item.kind, item.unit, item.label))
    for name, column in tables.other_names().items():
        item = tables.symptoms()[column]
        listed.append(Column(name, item.kind, item.unit, f"Another name of `{column}`"))
    return tuple(listed)


def names() -> frozenset[str]:
    """Give the name of every column that the panel frame can have."""
    return frozenset(column.name for column in columns())
