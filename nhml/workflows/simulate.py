"""Simulate: people that nobody is, as files, with the truth beside."""

from pathlib import Path

from nhml.cohorts import synthetic
from nhml.cohorts.synthetic_laboratory import written
from nhml.cohorts.synthetic_trials import EFFECTS
from nhml.cohorts.synthetic_truth import Truth
from nhml.panels import files
from nhml.workflows import output

_CARD = """\
Simulated people
================
Nobody in this folder is real, and nothing in it is a finding about anybody: made by
`nhml simulate --rows {rows} --seed {seed} --truth {truth}`, which gives the same again.

panels.csv   {rows:,} panels as the laboratories of four sites send them: each in its own
             units, values below detection as "<0.1", gaps, and a few mistakes.
             {event} is no laboratory value: it says what
             follow-up found five years later, empty where nobody knows. It is the outcome
             {outcome} and never a predictor.
truth.csv    The same people by panel_id, and what no clinic knows of them:
             true_risk      of hypothyroidism within five years; empty for who takes
                            levothyroxine already. Truth: {truth}.
             mistakes       wrong_unit:… (sent in another unit than stated),
                            impossible:… (a lost decimal sign), biotin (thyroid tests
                            disturbed), or nothing.
             set_point      log TSH at no thyroxine; damage: loss of the gland's capacity.
             Trials, empty for who did not enter: *_arm (1 given), *_outcome, *_if_not and
             *_if_given (the outcome under either arm), *_true_effect.
{trials}
Numbers come from the table `simulation` (nhml tables simulation), each with its source;
what is chosen rather than found says so there.
"""


def simulate(
    folder: Path | str, rows: int = synthetic.ROWS, seed: int = 0, truth: Truth = "nonlinear"
) -> synthetic.Simulated:
    """Write simulated people into a new folder.

    Parameters
    ----------
    folder : path
        Receives ``panels.csv``, ``truth.csv`` and ``README.txt``.
    rows, seed, truth
        As `nhml.cohorts.synthetic.simulate` takes them.

    Raises
    ------
    CohortError
        If `rows` cannot be.
    DataError
        If the folder holds anything or cannot be written to.
    """
    home = output.claim(folder)
    made = synthetic.simulate(rows, seed, truth=truth)
    files.write(written(made.panels), str(home / "panels.csv"))
    files.write(made.truth, str(home / "truth.csv"))
    output.card(home, card(rows, seed, truth))
    return made


def card(rows: int, seed: int, truth: Truth) -> str:
    """Say what a folder of simulated people holds."""
    shapes = "".join(f"             {name}: {shape} effect.\n" for name, shape in EFFECTS.items())
    return _CARD.format(
        rows=rows, seed=seed, truth=truth, trials=shapes, event=synthetic.EVENT,
        outcome="hypothyroid_synthetic_5y",
    )  # fmt: skip
