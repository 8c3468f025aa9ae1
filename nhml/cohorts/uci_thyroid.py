"""The thyroid records of the Garvan Institute (UCI, 1984 to 1987) as a panel frame.

Nobody states the units of the file; they are those in which its values are those of
people: TSH in mU/L, total T3 and T4 in nmol/L. Of TBG no unit would be sure: it is not
read. A value is there where it was measured, so that the file's own flags say nothing.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from nhml.cohorts import downloads
from nhml.cohorts.nhanes_files import home as data_home
from nhml.errors import CohortError, DataError

UCI = "https://archive.ics.uci.edu/ml/machine-learning-databases/thyroid-disease"
NAME = "thyroid0387.data"
SHA256 = "4a20d104d4607afd7b1a477af5aa4381a2027f36cc7027f44bc2bd5a50c6724d"
DIAGNOSIS = "uci_diagnosis"
_COLUMNS = (
    "age", "sex", "on_levothyroxine", "query_on_thyroxine", "on_antithyroid", "acute_illness",
    "pregnant", "thyroid_surgery", "i131_treatment", "query_hypothyroid", "query_hyperthyroid",
    "on_lithium", "sx_goitre", "tumor", "hx_hypopituitarism", "psych", "tsh_measured", "tsh",
    "tt3_measured", "tt3", "tt4_measured", "tt4", "t4_uptake_measured", "t4_uptake",
    "fti_measured", "fti", "tbg_measured", "tbg", "referral", "diagnosis",
)  # fmt: skip
_UNITS = {"tsh": "m[IU]/L", "tt3": "nmol/L", "tt4": "nmol/L", "t4_uptake": "1", "fti": "1"}
_UNREAD = ("tsh_measured", "tt3_measured", "tt4_measured", "t4_uptake_measured", "fti_measured",
           "tbg_measured", "tbg", "diagnosis")  # fmt: skip
_RECORD = r"(?P<letters>[A-Z|]+|-)\[(?P<record>\d+)\]"
_STATES = "ABCDEFGH"  # letters that say how the thyroid works; others stand beside them

Progress = Callable[[int, int | None], None]


def path_of(home: Path) -> Path:
    """Give where the file is kept."""
    return home / "uci-thyroid" / NAME


def fetch(
    base: str | Path | None = None,
    home: Path | None = None,
    progress: Progress = lambda done, total: None,
) -> bool:
    """Fetch the file, and hold it to its SHA-256: copies with other ages are about.

    Parameters
    ----------
    base : str or path, optional
        URL or folder that has ``thyroid0387.data``; the UCI archive by default.
    home : path, optional
        Where to keep it; `nhml.cohorts.nhanes_files.home` by default.
    progress : callable
        Called with the bytes done, and their number where known.

    Returns
    -------
    bool
        False where it was there already.

    Raises
    ------
    DataError
        If it cannot be fetched, or is another file.
    """
    path, address = path_of(home or data_home()), str(base or UCI).rstrip("/")
    if path.is_file() and _sha256(path) == SHA256:
        return False
    part = path.with_name(f"{NAME}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        downloads.download(f"{address}/{NAME}", part, progress)
    except downloads.AbsentError:
        raise DataError(f"{address}: has no {NAME}; name another --from") from None
    except OSError as error:
        raise DataError(
            f"{NAME} was not fetched from {address}: {downloads.words(error)}; "
            "what came is kept: run it again"
        ) from None
    if _sha256(part) != SHA256:
        part.unlink()
        raise DataError(
            f"{address}/{NAME}: is not the file of the UCI archive, its SHA-256 differs; fetch it "
            "again, or from another --from"
        )
    part.replace(path)
    return True


def read(home: Path | None = None) -> pd.DataFrame:
    """Read everybody, one record a person.

    Parameters
    ----------
    home : path, optional
        Folder of the fetched file; `nhml.cohorts.nhanes_files.home` by default.

    Returns
    -------
    DataFrame
        The panel frame. Beside it ``uci_diagnosis``, the letter of the likelier diagnosis
        ("-" for none): of several letters the one that says how the thyroid works. Also
        beside it ``referral`` and what else the clinic noted. Ages are as sent.

    Raises
    ------
    CohortError
        If the file was not fetched.
    DataError
        If a line is none of a record: by its number, never by what stands in it.
    """
    path = path_of(home or data_home())
    if not path.is_file():
        raise CohortError(f"{path}: no such file; run: nhml fetch uci-thyroid")
    return _frame([line.split(",") for line in path.read_text("ascii", "replace").splitlines()])


def _frame(lines: list[list[str]]) -> pd.DataFrame:
    width = [len(line) == len(_COLUMNS) for line in lines]
    records = pd.Series([line[-1] for line in lines], dtype=str).str.extract(f"^{_RECORD}$")
    wrong = np.flatnonzero(~np.array(width, dtype=bool) | records["record"].isna()) + 1
    if len(wrong):
        shown = ", ".join(map(str, wrong[:10]))
        raise DataError(
            f"{NAME}: wanted {len(_COLUMNS)} fields and a record a line; lines: {shown}"
        )
    sent = pd.DataFrame(lines, columns=list(_COLUMNS)).replace("?", None)
    frame = sent.drop(columns=list(_UNREAD))
    flags = [str(name) for name in frame if name not in {*_UNITS, "age", "sex", "referral"}]
    frame[flags] = frame[flags].replace({"t": "yes", "f": "no"})
    frame.insert(0, "panel_id", "uci-" + records["record"])
    for analyte, unit in _UNITS.items():
        frame[f"{analyte}_unit"] = frame[analyte].notna().map({True: unit, False: None})
    return frame.assign(**{DIAGNOSIS: [_letter(one) for one in records["letters"]]})


def _letter(letters: str) -> str:
    """Give the letter of the likelier diagnosis: "X|Y" is "consistent with X, more likely Y"."""
    likelier = letters.rpartition("|")[2]
    return next((one for one in likelier if one in _STATES), likelier[:1])


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
