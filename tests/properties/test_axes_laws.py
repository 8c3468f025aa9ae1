"""Laws of the axes: one reading a loop, whoever stands beside and in whatever order."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from nhml.knowledge import tables
from nhml.knowledge.axes import READINGS
from nhml.panels.panel import Panels
from nhml.safety import axes
from nhml.safety.loop import LACKS, NOTHING, UNDESCRIBED

BETWEEN = {
    "tsh": (0.05, 40), "ft4": (0.3, 4), "ft3": (1, 9), "acth": (2, 300), "cortisol": (1, 45),
    "renin_activity": (0.05, 30), "aldosterone": (1, 80), "potassium": (3, 6), "lh": (0.2, 80),
    "fsh": (0.2, 150), "testosterone": (50, 1600), "shbg": (8, 200), "estradiol": (2, 700),
    "prolactin": (1, 400), "igf1": (15, 900), "pth": (4, 300), "calcium": (6.5, 13),
    "albumin": (2.5, 5.2), "vitamin_d": (5, 200), "glucose": (40, 260), "insulin": (0.7, 80),
    "c_peptide": (0.2, 6), "creatinine": (0.5, 3),
}  # fmt: skip
KEYS = tuple(key for key in tables.analytes() if key in BETWEEN)
FLAGS = [key for key, one in tables.context().items() if one.kind == "flag"]


def people(n: int, seed: int, unknown: float) -> Panels:
    """Draw panels over all patterns, a share of the cells unknown."""
    drawn = np.random.default_rng(seed)
    logs = np.log(np.array([BETWEEN[key] for key in KEYS]))
    values = np.exp(drawn.uniform(logs[:, 0], logs[:, 1], (n, len(KEYS))))
    values[drawn.random(values.shape) < unknown] = np.nan
    sex, age = drawn.choice(["F", "M"], n).astype(object), np.floor(drawn.uniform(18, 90, n))
    phase = drawn.choice(["follicular", "ovulatory", "luteal"], n).astype(object)
    phase[age > 45] = "postmenopausal"
    phase[sex == "M"] = None
    flags = {key: (drawn.random(n) < 0.03).astype(float) for key in FLAGS}
    for one in flags.values():
        one[drawn.random(n) < unknown] = np.nan
    items = flags | {
        "age": age,
        "sex": sex,
        "sample_hour": np.full(n, 8.0),
        "fasting_h": np.full(n, 10.0),
        "cycle_phase": phase,
        "amenorrhea_days": drawn.choice([20.0, 150.0], n),
        "ft4_lln": np.full(n, 0.8),
        "ft4_uln": np.full(n, 1.8),
        "pregnant": np.zeros(n),
    }
    ids = np.array([f"p{at}" for at in range(n)], dtype=object)
    return Panels(ids, ids, KEYS, values, np.zeros(values.shape, dtype=np.int8), items)


def test_where_everything_is_known_no_values_fall_between_the_patterns() -> None:
    """Every combination is one of those that are described."""
    panels = people(20_000, seed=1, unknown=0.0)
    for uncertain in (False, True):
        for one in axes.read(panels, uncertain=uncertain):
            said = set(one.words[one.applies])
            open_ = {LACKS, UNDESCRIBED} & said
            assert (one.loop.key, open_) == (one.loop.key, set())


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**31), unknown=st.sampled_from([0.1, 0.5, 0.9]))
def test_a_reading_is_one_of_six_and_says_why_it_is_none(seed: int, unknown: float) -> None:
    """What is missing is named, unless nothing would help."""
    panels = people(60, seed, unknown)
    found = axes.frame(axes.read(panels), panels)
    assert (found.groupby("panel_id").size() == 8).all()
    assert set(found["reading"]) <= set(READINGS)
    lacking = found[found["words"].isin([LACKS, NOTHING])]
    assert (lacking["missing"] != "").all()
    assert (found["words"] != "").all()


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**31))
def test_a_reading_hangs_on_its_panel_alone(seed: int) -> None:
    """Order and company move nothing."""
    panels = people(40, seed, 0.3)
    order = np.random.default_rng(seed).permutation(40)
    whole = axes.frame(axes.read(panels), panels)
    turned, half = panels.take(order), panels.take(np.arange(20))
    shuffled = axes.frame(axes.read(turned), turned)
    by = ["panel_id", "loop"]
    pd.testing.assert_frame_equal(
        whole.sort_values(by, ignore_index=True), shuffled.sort_values(by, ignore_index=True)
    )
    part = axes.frame(axes.read(half), half)
    pd.testing.assert_frame_equal(whole.head(len(part)), part)
