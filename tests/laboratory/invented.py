"""An invented German laboratory: people in nhml's own form, and the same as its export.

Run as a module, it writes ``labor.csv`` beside itself anew.
"""

import datetime
from pathlib import Path

import numpy as np
import pandas as pd

FILE = Path(__file__).parent / "labor.csv"
DRAWN = datetime.date(2024, 2, 1)
SENT = {  # header of the export: column, unit in nhml's own form, decimals
    "Gesamttestosteron [nmol/l]": ("testosterone", "nmol/L", 2),
    "SHBG (nmol/l)": ("shbg", "nmol/L", 1),
    "BMI kg/m²": ("bmi", "kg/m2", 1),
    "HbA1c (%)": ("hba1c", "%", 1),
    "Ferritin µg/l": ("ferritin", "ug/L", 1),
    "25-OH-Vitamin D in nmol/l": ("vitamin_d", "nmol/L", 1),
    "TSH": ("tsh", "m[IU]/L", 2),
}


def own(n: int = 240) -> pd.DataFrame:
    """Men whose testosterone falls with weight, and some women, as a panel frame."""
    drawn = np.random.default_rng(7)
    age = drawn.integers(20, 85, n)
    frame = pd.DataFrame({"panel_id": [f"24-{at:06d}" for at in range(n)]})
    frame["subject_id"] = [f"s{at:05d}" for at in range(n)]
    frame["age"] = age.astype(float)
    frame["sex"] = np.where(drawn.random(n) < 0.15, "F", "M")
    frame["drawn_at"] = [f"{DRAWN}T0{7 + at % 3}:{at % 60:02d}:00" for at in range(n)]
    frame["on_levothyroxine"] = (drawn.random(n) < 0.1).astype(float)
    bmi = drawn.normal(28, 5, n).clip(16, 55)
    shbg = np.exp(drawn.normal(3.6, 0.4, n))
    log_t = 2.65 + 0.5 * (np.log(shbg) - 3.6) - 0.05 * (bmi - 28) + drawn.normal(0, 0.2, n)
    values = {
        "testosterone": np.exp(log_t),
        "shbg": np.where(drawn.random(n) < 0.1, np.nan, shbg),
        "bmi": bmi,
        "hba1c": drawn.normal(5.5, 0.6, n).clip(4, 12),
        "ferritin": np.exp(drawn.normal(5.4, 1.1, n)),
        "vitamin_d": drawn.normal(62, 20, n).clip(15, 170),
        "tsh": np.exp(drawn.normal(0.6, 0.5, n)),
    }
    for key, unit, places in SENT.values():
        frame[key], frame[f"{key}_unit"] = np.round(values[key], places), unit
    few = frame["ferritin"] < 60
    frame["ferritin_comparator"] = np.where(few, "<", None)
    frame["ferritin"] = frame["ferritin"].mask(few, 60.0)
    return frame


def german(number: float, places: int) -> str:
    """Write a number with a decimal comma and grouped thousands."""
    text = "" if pd.isna(number) else f"{number:,.{places}f}"
    return text.translate(str.maketrans(",.", ".,"))


def export(frame: pd.DataFrame) -> pd.DataFrame:
    """Write the same people as the laboratory's export does, every cell text."""
    n = len(frame)
    born = [DRAWN - datetime.timedelta(days=int(365.25 * age) + 100) for age in frame["age"]]
    drawn = [datetime.datetime.fromisoformat(at) for at in frame["drawn_at"]]
    sent = pd.DataFrame({"Probennummer": frame["panel_id"], "Patienten-ID": frame["subject_id"]})
    sent["Geschlecht"] = frame["sex"].map({"F": "w", "M": "m"})
    sent["Geburtsdatum"] = [f"{day:%d.%m.%Y}" for day in born]
    sent["Abnahmedatum"] = [f"{at:%d.%m.%Y %H:%M}" for at in drawn]
    sent["L-Thyroxin"] = frame["on_levothyroxine"].map({0.0: "nein", 1.0: "ja"})
    for header, (key, _, places) in SENT.items():
        signs = frame.get(f"{key}_comparator", pd.Series([None] * n))
        sent[header] = [
            f"{'< ' if sign == '<' else ''}{german(value, places)}"
            for sign, value in zip(signs, frame[key], strict=True)
        ]
    sent["TSH Einheit"] = "mU/l"
    sent["TSH Vorwert"] = ["k.A." if at % 3 else "1,90" for at in range(n)]
    sent["Testosteron frei"] = [german(value * 20, 1) for value in frame["testosterone"]]
    sent["Glukose [mmol/l]"] = [german(4 + at % 20 / 10, 1) for at in range(n)]
    sent["Kalium"] = ["n.n." if at == 5 else "4,1" for at in range(n)]
    sent["Bemerkung"] = ["Probe leicht hämolytisch" if at % 9 == 0 else "" for at in range(n)]
    sent["Hypogonadismus"] = np.where(frame["testosterone"] < 10.4, "ja", "nein")
    return sent


def text(frame: pd.DataFrame) -> bytes:
    """Give the export as the bytes of its file."""
    return frame.to_csv(sep=";", index=False, lineterminator="\r\n").encode("cp1252")


if __name__ == "__main__":
    FILE.write_bytes(text(export(own())))
