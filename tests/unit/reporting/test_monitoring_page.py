"""The monitoring page: the verdict first, every cell escaped, colour never alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from nhml.cohorts import synthetic
from nhml.modelling import bundle
from nhml.modelling.monitored import Check, Finding, Measured, Monitored
from nhml.reporting.monitoring_page import page, verdict
from nhml.reporting.monitoring_words import findings
from nhml.workflows.monitor import monitor


@pytest.fixture(scope="module")
def found(in_use: Path, tmp_path_factory: pytest.TempPathFactory) -> Monitored:
    """A year of people of whom nobody has antibodies measured any more."""
    model = bundle.load(in_use / "model")
    frame = synthetic.read(model.outcome, 2000, 3)[1]
    frame = frame[frame["drawn_at"] >= "2021-07"]
    path = tmp_path_factory.mktemp("page") / "<script>.parquet"
    frame.drop(columns=[one for one in frame if one.startswith("tpo_ab")]).to_parquet(path)
    return monitor(model, str(path))


def test_the_verdict_leads_and_says_what_to_do(found: Monitored) -> None:
    """In the heading; beneath it every finding with its way out."""
    written = page(found)
    assert f"<h1>{verdict(found)}</h1>" in written
    first = written.index("Past the limit: what to do")
    assert first < written.index("Ask whether it is no longer ordered") < written.index("<table")
    assert "▲ Thyroid peroxidase antibodies" in written


def test_nothing_that_was_sent_runs(found: Monitored) -> None:
    """Names of files, sites, units and codes are text."""
    bad = "<img src=x onerror=alert(1)>"
    units = tuple(one._replace(units={bad: 1.0}) for one in found.columns)
    spoilt = replace(
        found, columns=units, rejects={bad: 3}, model=bad,
        findings=(Finding("past", "x", bad, bad, (f"site={bad}",)),),
    )  # fmt: skip
    written = page(spoilt)
    assert "<img" not in written
    assert "<script" not in page(found)


def test_a_page_without_outcomes_says_so(found: Monitored) -> None:
    """Drift is not calibration."""
    assert "whether risks still fit is not known from this page" in page(found)


def test_limits_and_their_sources_stand_on_it(found: Monitored) -> None:
    """A rule of thumb is called one."""
    written = page(found)
    assert "rule of thumb" in written
    assert "doi:10.1373/clinchem.2004.039354" in written


MEASURED = Measured(
    "ft4", "ng/dL", 500, 0.0, 0.0, 0.0, 0.0, 0.09, 1.16, 9.0, 0.1, 0.9, 0.0, 1.0, 7.0, (), (),
    {}, {},
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "now", "then", "words", "way_out"),
    [
        ("shift", 0.09, 1.16, "ng/dL stood in a column that says pmol/L", "state|says it"),
        ("shift", 1.0, 1.16, r"median 1 ng/dL, in training 1.16 \(-14%\)", "method, calibrator"),
        ("missing", 1.0, 0.03, "no longer measured; in training 97% had it", "renamed column"),
        ("missing", 0.4, 0.03, "missing in 40% of the panels, in training in 3%", "more often"),
        ("below", 0.4, 0.03, "below the limit of detection in 40%", "limit of detection changed"),
    ],
)
def test_every_finding_has_its_way_out(
    kind: str, now: float, then: float, words: str, way_out: str
) -> None:
    """In words that a laboratory can act upon."""
    import re

    asked = Check("ft4", kind, "", now - then, 0.1, now, then, 500, 0.0, 0.0, "past")
    (said,) = findings([asked], [MEASURED])
    assert re.search(words, said.words)
    assert re.search(way_out, said.way_out)


def test_what_follows_from_a_finding_is_not_said_again() -> None:
    """A shift moves the index too: one finding a column, with its sites and periods."""
    told = [
        Check("ft4", kind, part, 1.0, 0.1, 1.0, 1.16, 500, 0.0, 0.0, "past")
        for kind, part in (("psi", ""), ("shift", ""), ("shift", "site=a"), ("shift", "2026-02"))
    ]
    (said,) = findings(told, [MEASURED])
    assert said.parts == ("site=a", "2026-02")
