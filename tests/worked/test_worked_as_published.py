"""The examples of the papers, in the units of the papers."""

import pandas as pd
import pytest

from nhml.features.indices import compute
from nhml.panels.units import harmonise

AS_PUBLISHED = [
    # index, what was sent, what the source gives
    ("free_t_vermeulen", {"testosterone": (15, "nmol/L"), "shbg": (40, "nmol/L")}, 273.502),
    ("bio_t_vermeulen", {"testosterone": (15, "nmol/L"), "shbg": (40, "nmol/L")}, 6.40946),
    ("free_t_vermeulen_conv", {"testosterone": (500, "ng/dL"), "shbg": (40, "nmol/L")}, 93.1635),
    ("fai", {"testosterone": (1.8, "nmol/L"), "shbg": (30, "nmol/L"), "sex": "F"}, 6),
    ("t_e2_molar", {"testosterone": (15.6, "nmol/L"), "estradiol": (110, "pmol/L")}, 141.818),
    ("tshi", {"tsh": (1, "m[IU]/L"), "ft4": (16.5, "pmol/L")}, 2.21925),
    ("stshi", {"tsh": (1, "m[IU]/L"), "ft4": (16.5, "pmol/L")}, -0.711169),
    ("spina_gt", {"tsh": (1, "m[IU]/L"), "ft4": (16.5, "pmol/L")}, 4.70),
    ("spina_gd", {"ft3": (4.5, "pmol/L"), "ft4": (16.5, "pmol/L")}, 25.22),
    ("ptfqi", {"tsh": (1, "m[IU]/L"), "ft4": (16.5, "pmol/L")}, 0.153451),
    ("ft3_ft4_ratio", {"ft3": (4.5, "pmol/L"), "ft4": (16.5, "pmol/L")}, 0.272727),
    ("cortisol_dheas", {"cortisol": (400, "nmol/L"), "dheas": (5.0, "umol/L")}, 80),
    ("arr_drc", {"aldosterone": (600, "pmol/L"), "renin_conc": (6, "m[IU]/L")}, 100),
    ("homa_ir", {"glucose": (5.2732, "mmol/L"), "insulin": (12, "m[IU]/L")}, 2.81481),
    ("creat_norm_bpa", {"bpa": (3.5, "ug/L"), "creatinine_urine": (1.4, "g/L")}, 2.5),
]


@pytest.mark.parametrize(("index", "sent", "expected"), AS_PUBLISHED)
def test_what_is_sent_in_the_units_of_the_paper_gives_its_figure(index, sent, expected):
    """Within a part in a thousand: papers round their molar masses."""
    cells = {"age": 50, "sex": "M", "fasting_h": 12, "sample_hour": 8}
    for name, cell in sent.items():
        cells |= {name: cell} if name == "sex" else {name: cell[0], f"{name}_unit": cell[1]}
    panels = harmonise(pd.DataFrame([cells]))
    assert compute(index, panels)[0] == pytest.approx(expected, rel=1e-3)


def test_a_value_below_detection_stands_as_surveys_fill_it():
    """0.75 ng/dL over the root of two: the least testosterone that NHANES stores."""
    cells = {"testosterone": "<0.75", "testosterone_unit": "ng/dL"}
    panels = harmonise(pd.DataFrame([cells]))
    assert panels.column("testosterone")[0] == pytest.approx(0.53033, rel=1e-5)
