"""Invented people for tests: small, seeded, with a truth that can be learnt."""

import numpy as np
import pandas as pd


def panel_frame(n: int = 400, seed: int = 0) -> pd.DataFrame:
    """Men whose testosterone falls with weight and SHBG; a tenth of other values missing.

    Some carry what files carry: comparators, a missing age, a wrong unit.
    """
    drawn = np.random.default_rng(seed)
    age = drawn.integers(20, 85, n).astype(float)
    bmi = np.round(drawn.normal(28, 5, n).clip(16, 55), 1)
    shbg = np.round(np.exp(drawn.normal(3.6, 0.4, n) + 0.008 * (age - 50)), 1)
    hba1c = np.round(drawn.normal(5.5, 0.6, n).clip(4, 12), 1)
    log_t = 6.0 + 0.5 * (np.log(shbg) - 3.6) - 0.02 * (bmi - 28) + drawn.normal(0, 0.25, n)
    frame = pd.DataFrame(
        {
            "panel_id": [f"p{at:05d}" for at in range(n)],
            "subject_id": [f"s{at:05d}" for at in range(n)],
            "age": age,
            "sex": "M",
            "bmi": bmi,
            "bmi_unit": "kg/m2",
            "shbg": shbg,
            "shbg_unit": "nmol/L",
            "hba1c": hba1c,
            "hba1c_unit": "%",
            "testosterone": np.round(np.exp(log_t)),
            "testosterone_unit": "ng/dL",
            "sleep_hours": drawn.integers(4, 11, n).astype(float),
        }
    )
    for number in range(1, 10):
        frame[f"phq9_{number}"] = drawn.integers(0, 4, n).astype(float)
    frame["phq9_9"] = 0.0  # any other answer is an alert, and nobody would be scored
    for name in ("bmi", "shbg", "hba1c", "sleep_hours"):
        frame.loc[drawn.random(n) < 0.1, name] = np.nan
    return frame


def awkward(frame: pd.DataFrame) -> pd.DataFrame:
    """The same people with one of each thing that goes wrong, and repeated rows."""
    frame = frame.copy()
    frame["shbg_comparator"] = None
    frame.loc[0, "age"] = np.nan
    frame.loc[1, "shbg_unit"] = "furlong"
    frame.loc[2, "bmi"] = 4000.0
    frame.loc[3, "sex"] = "F"
    frame.loc[4, ["shbg", "shbg_unit", "shbg_comparator"]] = [5.0, "nmol/L", "<"]
    frame.loc[5, ["bmi", "shbg", "hba1c", "sleep_hours"]] = np.nan
    frame.loc[5, [f"phq9_{number}" for number in range(1, 10)]] = np.nan
    frame.loc[6, "bmi_unit"] = None
    frame.loc[6, "bmi"] = 25.0
    return pd.concat([frame, frame.iloc[7:9]], ignore_index=True)


def sugar_frame(n: int = 600, seed: int = 0) -> pd.DataFrame:
    """Women and men whose HbA1c rises with weight and age; a tenth have diabetes by it."""
    drawn = np.random.default_rng(seed)
    age = drawn.integers(20, 85, n).astype(float)
    bmi = np.round(drawn.normal(28, 5, n).clip(16, 55), 1)
    hba1c = 5.5 + 0.08 * (bmi - 28) + 0.015 * (age - 50) + drawn.normal(0, 0.4, n)
    cells = {"bmi": (bmi, "kg/m2"), "hba1c": (np.round(hba1c.clip(4, 12), 1), "%")}
    cells["sodium"] = (drawn.integers(135, 146, n).astype(float), "mmol/L")
    frame = pd.DataFrame({"panel_id": [f"p{at:05d}" for at in range(n)], "age": age})
    frame["sex"] = drawn.choice(["F", "M"], n)
    for name, (values, unit) in cells.items():
        frame[name], frame[f"{name}_unit"] = values, unit
    return frame
