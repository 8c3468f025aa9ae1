"""Whether a questionnaire total changed by what matters to people."""

import numpy as np
import pandas as pd

from nhml.features.draws import Draws, Ints, draws
from nhml.knowledge import tables
from nhml.knowledge.instruments import Instrument
from nhml.panels import totals
from nhml.panels.panel import Floats, Panels

BETTER, WORSE, LESS, UNKNOWN = (
    "improved", "worse", "less than the smallest that matters", "not assessable",
)  # fmt: skip
REASONS = {
    "mcid_unknown": "the smallest change that matters is not known",
    "order_unknown": "answered on one day, and nobody said in which order",
    "two_sexes": "another sex is stated at the other draw: perhaps two people",
}
COLUMNS = (
    "subject_id", "instrument", "panel_id", "row", "against", "from_panel_id", "from_row",
    "days", "reference", "value", "change", "mcid", "verdict", "reasons",
)  # fmt: skip


def symptom_changes(panels: Panels) -> pd.DataFrame:
    """Compare every questionnaire total of a person with earlier ones.

    Parameters
    ----------
    panels : Panels
        With ``subject_id`` and ``drawn_at``; in any order. Totals are added up or as sent.

    Returns
    -------
    DataFrame
        `COLUMNS`: each total against the ``previous`` one, and from the third on against
        the ``first``. ``verdict`` is ``improved``, ``worse``, ``less than the smallest
        that matters`` or ``not assessable``; a change that reaches the smallest that
        matters (``mcid`` of ``instruments.csv``) counts.
    """
    when = draws(panels)
    found = [
        part
        for one in tables.instruments().values()
        if {*one.items, one.sent} & {*panels.items}
        for part in _of_instrument(one, panels, when)
    ]
    if not found:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS})
    return pd.concat(found, ignore_index=True)


def compare(panels: Panels, instrument: str, first: int, last: int) -> pd.Series:
    """Compare one total at two panels of one person, as `symptom_changes` does.

    Parameters
    ----------
    panels : Panels
    instrument : str
        Key of ``instruments.csv``.
    first, last : int
        Positions of the earlier and of the later panel; both totals must be known.
    """
    one, when = tables.instruments()[instrument], draws(panels)
    values = totals.total(instrument, panels)
    return _pairs(
        one, panels, when, values, "previous", (np.array([first]), np.array([last]))
    ).iloc[0]


def _of_instrument(one: Instrument, panels: Panels, when: Draws) -> list[pd.DataFrame]:
    values, order = totals.total(one.key, panels), when.order()
    rows = order[~np.isnan(values[order])]
    place = np.arange(len(rows)) - np.searchsorted(when.person[rows], when.person[rows])
    second, third = np.flatnonzero(place > 0), np.flatnonzero(place > 1)
    pairs = {
        "previous": (rows[second - 1], rows[second]),
        "first": (rows[third - place[third]], rows[third]),
    }
    return [
        _pairs(one, panels, when, values, against, pair)
        for against, pair in pairs.items()
        if len(pair[1])
    ]


def _pairs(
    one: Instrument,
    panels: Panels,
    when: Draws,
    values: Floats,
    against: str,
    pair: tuple[Ints, Ints],
) -> pd.DataFrame:
    first, last = pair
    change = values[last] - values[first]
    gain = change if one.better == "higher" else -change
    least = np.nan if one.mcid is None else one.mcid
    told = when.timed[first] & when.timed[last] & (when.when[first] != when.when[last])
    tied = (when.day[first] == when.day[last]) & ~told
    sex = np.array([str(one or "") for one in panels.column("sex")], dtype=str)
    differ = np.isin(sex[first], ("F", "M")) & np.isin(sex[last], ("F", "M"))
    reasons = np.where(tied, "order_unknown", "mcid_unknown" if one.mcid is None else "")
    reasons = np.where(differ & (sex[first] != sex[last]), "two_sexes", reasons)
    verdict = np.where(gain >= least, BETTER, np.where(-gain >= least, WORSE, LESS))
    return pd.DataFrame(
        {
            "subject_id": panels.subject_id[last],
            "instrument": one.key,
            "panel_id": panels.panel_id[last],
            "row": last,
            "against": against,
            "from_panel_id": panels.panel_id[first],
            "from_row": first,
            "days": (when.when[last] - when.when[first]).astype(np.float64) / 86_400.0,
            "reference": values[first],
            "value": values[last],
            "change": change,
            "mcid": least,
            "verdict": np.where(reasons != "", UNKNOWN, verdict).astype(object),
            "reasons": reasons.astype(object),
        },
        columns=list(COLUMNS),
    )
