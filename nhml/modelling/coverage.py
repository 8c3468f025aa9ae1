"""On what grounds a model was silent, or marked its risk, and of how many people."""

import re
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.modelling.applicability import MARKS
from nhml.panels.codes import CODES

Bools = npt.NDArray[np.bool_]

_CODE = re.compile(r"\[(\w+)\](?=;|$)")
_BESIDE = {"already_told", *(code for code, one in CODES.items() if one.severity == "warn")}


def grounds(people: pd.DataFrame) -> Mapping[str, Bools]:
    """Find whom each ground holds for.

    Parameters
    ----------
    people : DataFrame
        ``status`` and ``reasons``, as `nhml.modelling.risk_model.RiskModel.judge` gives them.

    Returns
    -------
    mapping of str to ndarray, shape (n,)
        ``abstained_…`` by the code of the reason, in the order of the codes; then
        ``marked_…``, those of nobody too. Empty where no reasons are given.
    """
    if "reasons" not in people:
        return {}
    status = people["status"].to_numpy()
    codes = [frozenset(_CODE.findall(str(one))) for one in people["reasons"]]
    silent = status == "abstained"
    named = {code for of, gone in zip(codes, silent, strict=True) if gone for code in of}
    found = {f"abstained_{code}": silent & _has(codes, code) for code in sorted(named - _BESIDE)}
    scored = status == "scored"
    return {**found, **{f"marked_{code}": scored & _has(codes, code) for code in MARKS}}


def marked(people: pd.DataFrame) -> Bools:
    """Tell whose risk was shown with a mark, shape (n,)."""
    found = grounds(people)
    either: Bools = np.zeros(len(people), dtype=np.bool_)
    for code in MARKS:
        either |= found.get(f"marked_{code}", False)
    return either


def _has(codes: list[frozenset[str]], code: str) -> Bools:
    return np.array([code in one for one in codes], dtype=bool)
