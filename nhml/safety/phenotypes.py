"""What case definitions say of panels: as a frame, side by side, and as plain data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from nhml.knowledge import phenotypes as known
from nhml.knowledge import tables
from nhml.panels.checks import check
from nhml.panels.limits import LaboratoryLimits, LimitsOrPath, limits_of
from nhml.panels.panel import Panels
from nhml.panels.units import harmonise
from nhml.safety import grounds
from nhml.safety.assessment import Answer, Assessment, Judged

COLUMNS = ("panel_id", "phenotype", "answer", "because", "missing")
ANSWERS = ("no", "yes", "not_assessable")  # in the order of `Answer`


@dataclass(frozen=True)
class Assessed:
    """What the case definitions said of panels.

    Attributes
    ----------
    panels : Panels
    judged : mapping of str to Judged
        By the keys of ``phenotypes.csv``, in their order.
    limits : LaboratoryLimits, optional
        Whose limits stood in place of the generic ones.
    """

    panels: Panels
    judged: Mapping[str, Judged]
    limits: LaboratoryLimits | None

    def frame(self) -> pd.DataFrame:
        """Give a row for every panel and phenotype, as `phenotypes` does."""
        several, n = len(self.judged), len(self.panels)
        found = [grounds.of(one) for one in self.judged.values()]
        answers = np.stack([one.answers for one in self.judged.values()], axis=1)
        cells = {
            "panel_id": np.repeat(self.panels.panel_id, several),
            "phenotype": pd.Categorical.from_codes(
                np.tile(np.arange(several), n), pd.Index(list(self.judged), dtype=object)
            ),
            "answer": pd.Categorical.from_codes(answers.ravel(), pd.Index(ANSWERS, dtype=object)),
            "because": grounds.side_by_side([one.because for one in found], n),
            "missing": grounds.side_by_side([one.missing for one in found], n),
        }
        made = pd.DataFrame(cells, columns=list(COLUMNS))
        if self.limits:
            made.attrs["limits"] = self.limits.laboratory
        return made

    def wide(self) -> pd.DataFrame:
        """Give a row a panel in the order sent, and a column a phenotype."""
        words = np.array(ANSWERS, dtype=object)
        answers = {key: words[one.answers] for key, one in self.judged.items()}
        return pd.DataFrame({"panel_id": self.panels.panel_id, **answers})

    def plain(self) -> list[dict[str, Any]]:
        """Give an object for every panel in the order sent: ``panel_id``, ``phenotypes``."""
        keys, answers = list(self.judged), [one.answers.tolist() for one in self.judged.values()]
        rows = zip(*answers, strict=True)
        return [
            {
                "panel_id": panel,
                "phenotypes": {key: ANSWERS[at] for key, at in zip(keys, row, strict=True)},
            }
            for panel, row in zip(self.panels.panel_id.tolist(), rows, strict=True)
        ]

    def explained(self) -> Iterator[dict[str, Any]]:
        """Give what a person reads of each panel in the order sent, second names left out.

        Yields
        ------
        dict
            ``panel_id``, and ``phenotypes``: for each its ``key``, ``label``, ``axis``,
            ``answer``, the names ``because`` and ``missing``, ``words`` and ``source``;
            ``limits`` where a laboratory's own were used.
        """
        own = {key: one for key, one in self.judged.items() if key == one.phenotype.key}
        found = {key: grounds.of(one) for key, one in own.items()}
        said = {key: _said(one.phenotype) for key, one in own.items()}
        more = {"limits": self.limits.laboratory} if self.limits else {}
        for row, panel in enumerate(self.panels.panel_id.tolist()):
            rows = [
                {
                    **said[key],
                    "answer": ANSWERS[one.answers[row]],
                    "because": found[key].because.names(row),
                    "missing": found[key].missing.names(row),
                }
                for key, one in own.items()
            ]
            yield {"panel_id": panel, "phenotypes": rows, **more}

    def counts(self) -> tuple[int, int]:
        """Count the yes, and the panels that have one; second names are not counted."""
        own = [one for key, one in self.judged.items() if key == one.phenotype.key]
        yes = np.stack([one.answers == Answer.YES for one in own])
        return int(yes.sum()), int(yes.any(axis=0).sum())


def _said(one: known.Phenotype) -> dict[str, str]:
    titles = tables.titles(one.source)
    said = {name: str(getattr(one, name)) for name in ("key", "label", "axis", "words")}
    return {**said, "source": titles}


def assess(
    panels: pd.DataFrame | Panels,
    units: Mapping[str, str] | None = None,
    limits: LimitsOrPath | None = None,
) -> Assessed:
    """Judge panels as `phenotypes` does, before that is put into any form."""
    own = limits_of(limits)
    ready = panels if isinstance(panels, Panels) else check(harmonise(panels, units))
    made = Assessment(ready, own.canonical if own else None)
    return Assessed(ready, {key: made.judged(key) for key in known.phenotypes()}, own)


def phenotypes(
    panels: pd.DataFrame | Panels,
    units: Mapping[str, str] | None = None,
    limits: LimitsOrPath | None = None,
) -> pd.DataFrame:
    """Say which case definitions each panel meets, rejected panels among them.

    Parameters
    ----------
    panels : DataFrame or Panels
        The panel frame as sent, or panels already checked. A value that is rejected is
        unknown.
    units : mapping of str to str, optional
        Units stated once for whole columns.
    limits : LaboratoryLimits or path, optional
        A laboratory's own limits, in place of the generic ones.

    Returns
    -------
    DataFrame
        `COLUMNS`, a row for every panel and phenotype, panel by panel in the order sent,
        the phenotypes in that of ``phenotypes.csv``. ``answer`` is ``yes``, ``no`` or
        ``not_assessable``; ``because`` names the columns, phenotypes and safety rules that
        it rests on, ``missing`` what would make it assessable; several are separated by
        commas. ``attrs["limits"]`` names the laboratory whose limits were used.

    Raises
    ------
    PanelError
        If the panels or the limits cannot be read.
    """
    return assess(panels, units, limits).frame()
