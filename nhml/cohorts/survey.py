"""The columns of a survey's design: how many people each one stands for, and whence."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.errors import CohortError, listing
from nhml.panels import numbers

SURVEY = ("survey_weight", "survey_stratum", "survey_psu")
_SHOWN = 10  # rows named in a message

Bools = npt.NDArray[np.bool_]


def read(aside: pd.DataFrame, at: npt.NDArray[np.intp]) -> pd.DataFrame:
    """Take rows, and read the columns of the survey's design that they have.

    Parameters
    ----------
    aside : DataFrame
        Columns beside the panel frame, cells as sent.
    at : ndarray of int
        Positions of the rows taken.

    Returns
    -------
    DataFrame
        Weights as numbers; strata and units as numbers where all of them are, else as
        text: so that a CSV says what a Parquet file says.

    Raises
    ------
    CohortError
        If a weight is junk, negative or missing, or a stratum or unit is missing.
    """
    taken = aside.iloc[at].reset_index(drop=True)
    columns = {name: taken[name].to_numpy() for name in SURVEY if name in taken}
    wrong = [words for name, cells in columns.items() if (words := _wrong(name, cells, at))]
    if wrong:
        raise CohortError(
            listing("the survey's design cannot be used", wrong)
            + "\na weight of 0 stands for nobody; without these columns nothing is weighted"
        )
    return taken.assign(**{name: _plain(cells) for name, cells in columns.items()})


def _wrong(name: str, cells: npt.NDArray[np.generic], at: npt.NDArray[np.intp]) -> str:
    """Say which rows of a column cannot be used; never what stands in them."""
    if name == "survey_weight":
        wanted, bad = "a number from 0 upwards", ~_usable(cells)
    else:
        wanted, bad = "a name or a number", np.asarray(pd.isna(cells), dtype=np.bool_)
    rows = sorted((at[bad] + 1).tolist())
    shown = ", ".join([*map(str, rows[:_SHOWN]), *["…"][: len(rows) > _SHOWN]])
    return f"{name}: wanted {wanted}; rows beneath the header: {shown}" if rows else ""


def _usable(cells: npt.NDArray[np.generic]) -> Bools:
    """Tell the cells that hold a number from 0 upwards, and no "<" before it."""
    parsed = numbers.read(cells)
    return np.asarray((parsed.values >= 0.0) & (parsed.censored == 0))


def _plain(cells: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
    parsed = numbers.read(cells)
    if np.isfinite(parsed.values).all() and not parsed.censored.any():
        return parsed.values
    return np.array([numbers.written(cell) for cell in cells], dtype=object)
