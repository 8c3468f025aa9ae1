"""An invented German laboratory: how its export looks, from people in nhml's own form.

Run as a module, it writes ``labor.csv`` beside itself anew.
"""

import datetime
from pathlib import Path

import numpy as np
import pandas as pd

from tests.people import panel_frame

FILE = Path(__file__).parent / "labor.csv"
DRAWN = datetime.date(2024, 2, 1)
SENT = {
    "Gesamttestosteron [nmol/l]": ("testosterone", 1 / 28.8431, 2),
    "SHBG (nmol/l)": ("shbg", 1.0, 1),
    "BMI kg/m²": ("bmi", 1.0, 1),
    "HbA1c (%)": ("hba1c", 1.0, 1),
    "Ferritin µg/l": ("ferritin", 1.0, 1),
    "25-OH-Vitamin D in nmol/l": ("vitamin_d", 1 / 0.400647, 1),
}


def people(n: int = 240) -> pd.DataFrame:
    """The same men, and some women, in nhml's own form: values as a laboratory rounds them."""
    frame = panel_frame(n, seed=7)
    drawn = np.random.default_rng(8)
    frame["sex"] = np.where(drawn.random(n) < 0.15, "F", "M")
    frame["ferritin"] = np.round(np.exp(drawn.normal(5.4, 1.1, n)), 1)
    frame["vitamin_d"] = np.round(drawn.normal(25, 8, n).clip(6, 70), 1)
    frame["on_levothyroxine"] = (drawn.random(n) < 0.1).astype(int)
    born = [
        DRAWN - datetime.timedelta(days=int(365.25 * age + 100)) for age in frame["age"].tolist()
    ]
    frame["born"] = born
    kept = ["panel_id", "subject_id", "age", "sex", "born", "on_levothyroxine"]
    return frame[[*kept, *(key for key, _, _ in SENT.values())]]


def german(number: float, places: int) -> str:
    """Write a number with a decimal comma and grouped thousands."""
    if pd.isna(number):
        return ""
    text = f"{number:,.{places}f}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def export(frame: pd.DataFrame) -> pd.DataFrame:
    """Write people as the laboratory's export does, every cell text."""
    n = len(frame)
    sent = pd.DataFrame(
        {
            "Probennummer": [f"24-{at:06d}" for at in range(n)],
            "Patienten-ID": frame["subject_id"],
            "Geschlecht": frame["sex"].map({"F": "w", "M": "m"}),
            "Geburtsdatum": [f"{day:%d.%m.%Y}" for day in frame["born"]],
            "Abnahmedatum": [f"{DRAWN:%d.%m.%Y} 0{7 + at % 3}:{at % 60:02d}" for at in range(n)],
            "L-Thyroxin": frame["on_levothyroxine"].map({0: "nein", 1: "ja"}),
        }
    )
    for header, (key, factor, places) in SENT.items():
        sent[header] = [german(value * factor, places) for value in frame[key]]
    sent["Ferritin µg/l"] = sent["Ferritin µg/l"].mask(frame["ferritin"] < 60, "< 60,0")
    sent["TSH"] = [german(value, 2) for value in 1.0 + (frame["age"] % 17) / 10]
    sent["TSH Einheit"] = "mU/l"
    sent["TSH Vorwert"] = ["k.A." if at % 3 else "1,90" for at in range(n)]
    sent["Testosteron frei"] = [german(value / 90, 3) for value in frame["testosterone"]]
    sent["Glukose [mmol/l]"] = [german(4 + at % 20 / 10, 1) for at in range(n)]
    sent["Kalium"] = ["n.n." if at == 5 else "4,1" for at in range(n)]
    sent["Bemerkung"] = ["Probe leicht hämolytisch" if at % 9 == 0 else "" for at in range(n)]
    sent["Hypogonadismus"] = np.where(frame["testosterone"] < 300, "ja", "nein")
    return sent


def write(path: Path, encoding: str = "cp1252") -> None:
    """Write the export as a file."""
    text = export(people()).to_csv(sep=";", index=False, lineterminator="\r\n")
    path.write_bytes(text.encode(encoding))


if __name__ == "__main__":
    write(FILE)
