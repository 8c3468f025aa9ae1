"""The part of a page that tells of urine."""

import pandas as pd

from nhml.features import urine
from nhml.knowledge import tables
from nhml.panels.checks import check
from nhml.panels.units import harmonise
from nhml.reporting import html


def written(**cells):
    """The part for one man of 45."""
    units = {
        f"{key}_unit": tables.analytes()[key].unit for key in cells if key in tables.analytes()
    }
    frame = pd.DataFrame([{"age": 45, "sex": "M", **units, **cells}])
    (said,) = urine.read(check(harmonise(frame)))
    return html.part("urine", said)


def test_values_and_what_is_validated_are_written():
    """In words, not by colour."""
    page = written(bpa=3.5, creatinine_urine=20, metanephrine_free=250, on_antidepressant=1)
    assert "too dilute" in page
    assert "not normalised; repeat it" in page
    assert "<b>Metanephrines in plasma</b>: raised." in page
    assert "Takes an antidepressant</b>, which can change it" in page
    assert "nothing is suggested from it" in page


def test_what_was_not_measured_takes_no_room():
    """Nor does a panel without urine."""
    assert "Metanephrines in the urine" not in written(metanephrine_free=250)
    assert written(tsh=2.0).strip() == ""


def test_a_doubtful_collection_is_said():
    """Too little creatinine for the weight."""
    page = written(creatinine_urine=40, urine_volume_24h=1500, weight=80)
    assert "may be incomplete" in page
