"""A candidate becomes the champion, or is told why not."""

import mlflow
import pytest

from tests.study import Study

REFUSED, MODEL_ERROR = 1, 12
CANDIDATE = "models:/low-testosterone-panel@candidate"

pytestmark = pytest.mark.xdist_group("study")


def aliases(study: Study) -> dict[str, str]:
    """What the versions of the model are called."""
    client = mlflow.MlflowClient(f"sqlite:///{study.home / 'mlflow.db'}")
    return dict(client.get_registered_model("low-testosterone-panel").aliases)


def test_judging_changes_nothing(study: Study) -> None:
    """Every condition is told with its figure, whatever the verdict."""
    before = aliases(study)
    done = study.nhml("promote", CANDIDATE, "--to", "looked-at", "--dry-run", wanted=None)
    said = done.stdout.decode()
    for name in ("observed over expected", "calibration slope", "scored share",
                 "logistic baseline", "clinical rule", "leakage"):  # fmt: skip
        assert name in said
    assert aliases(study) == before


def test_a_candidate_bears_the_alias_or_fails_by_name(study: Study) -> None:
    """Exit code 1 and the condition, or the alias."""
    done = study.nhml("promote", CANDIDATE, wanted=None)
    if done.returncode:
        assert done.returncode == REFUSED
        assert "FAILS" in done.stdout.decode()
        assert "champion" not in aliases(study)
    else:
        assert aliases(study)["champion"] == aliases(study)["candidate"]
        assert "is now @champion" in done.stderr.decode()


@pytest.mark.parametrize("model", ["runs/panel", "models:/nobody@candidate", "models:/nobody"])
def test_what_is_not_registered_is_not_promoted(study: Study, model: str) -> None:
    """A folder has no evaluation that it was judged by."""
    words = study.nhml("promote", model, wanted=MODEL_ERROR).stderr.decode()
    assert "wanted models:/name@candidate" in words or "not in sqlite" in words
