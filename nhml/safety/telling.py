"""Texts for many panels at once, and the lists in them."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from nhml.panels import flags
from nhml.panels.spans import Bools

Texts = npt.NDArray[np.object_]


def listed(text: str, between: str) -> list[str]:
    """Take a text that `said` made apart again."""
    return text.split(between) if text else []


def said(where: Mapping[str, Bools], n: int, between: str) -> Texts:
    """Join for every panel the texts whose flag is set, shape (n,)."""
    texts, which = flags.held({name: one for name, one in where.items() if np.any(one)}, n, between)
    return np.array([*texts, ""], dtype=object)[which]
