"""Config files: every mistake at once, nothing guessed."""

from pathlib import Path

import pytest

from nhml.config.parts import Experiment, sections
from nhml.config.reading import read
from nhml.errors import ConfigError

SHIPPED = sorted((Path(__file__).parents[3] / "configs").glob("*.toml"))
LEAST = """
name = "a-model"
[cohort]
source = "nhanes"
outcome = "low_testosterone_300"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The shortest config there can be."""
    path = tmp_path / "a_model.toml"
    path.write_text(LEAST, "utf-8")
    return path


def refusal(path: Path, *overrides: str) -> str:
    """What is said of a config that cannot be used."""
    with pytest.raises(ConfigError, match=path.name) as raised:
        read(path, overrides)
    return str(raised.value)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_configs_are_right_and_called_as_their_file(path: Path) -> None:
    """With hyphens for underscores."""
    assert read(path).name == path.stem.replace("_", "-")


def test_some_configs_are_shipped() -> None:
    """So that the test before this one tests something."""
    assert len(SHIPPED) >= 2


def test_sections_left_out_have_their_defaults(file: Path) -> None:
    """The least config is a whole one."""
    experiment = read(file)
    assert experiment.features.groups == ("person",)
    assert (experiment.split.folds, experiment.tune.trials, experiment.model.refits) == (5, 40, 200)
    assert experiment.abstain.required == ("age",)


def test_every_mistake_is_told_at_once_with_its_place(file: Path) -> None:
    """A value out of range, a wrong word, an unknown key, an unknown section, a gap."""
    file.write_text(
        """
        name = "Wrong Name"
        seed = -1
        colour = "red"
        [cohort]
        source = "nhanes"
        [model]
        estimator = "forest"
        refit = 3
        [tuning]
        trials = 3
        [evaluate]
        thresholds = [0.1, 1.5]
        """,
        "utf-8",
    )
    said = refusal(file)
    places = (
        "name:", "seed:", "colour:", "cohort.outcome:", "model.estimator:", "model.refit:",
        "tuning:", "evaluate.thresholds.1:",
    )  # fmt: skip
    assert [place for place in places if f"  - {place}" not in said] == []
    assert len(said.splitlines()) == 1 + len(places)


@pytest.mark.parametrize("name", ["A", "a_b", "a--b", "-a", "a-", "", "a b", "../a", "a\\n"])
def test_a_name_is_lower_case_words_joined_by_hyphens(file: Path, name: str) -> None:
    """It becomes the name of a registered model and a folder."""
    file.write_text(LEAST.replace("a-model", name), "utf-8")
    assert "name:" in refusal(file)


@pytest.mark.parametrize(
    "line",
    [
        "[split]\nfolds = 1",
        "[split]\nby = 'row'",
        "[tune]\ntrials = -1",
        "[abstain]\nmax_missing = 0.0",
        "[abstain]\nmax_missing = nan",
        "[evaluate]\nthresholds = [0.0]",
        "[evaluate]\nresamples = 3",
        "[features]\nleakage = 'ignore'",
        "[features.pathway]\nshbg = ''",
    ],
)
def test_values_out_of_their_range_are_refused(file: Path, line: str) -> None:
    """Each of them alone."""
    file.write_text(f"{LEAST}\n{line}\n", "utf-8")
    assert len(refusal(file).splitlines()) == 2


def test_a_file_that_is_not_there_points_to_those_shipped(tmp_path: Path) -> None:
    """The way out."""
    with pytest.raises(ConfigError, match=r"no\.toml: no such file; the shipped ones lie in"):
        read(tmp_path / "no.toml")


@pytest.mark.parametrize("content", [b"name = ", b"\xff\xfe", b"a = 1\na = 2"])
def test_what_is_not_toml_is_refused(file: Path, content: bytes) -> None:
    """By its name, without a traceback."""
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=r"is not TOML|cannot be read"):
        read(file)


def test_a_folder_is_no_config(tmp_path: Path) -> None:
    """It exists, and cannot be read."""
    with pytest.raises(ConfigError, match="cannot be read"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("override", "found"),
    [
        ("cohort.cycles=2013-2014", ("2013-2014",)),
        ("cohort.cycles=2013-2014,2015-2016", ("2013-2014", "2015-2016")),
        ('cohort.cycles=["2013-2014", "2015-2016"]', ("2013-2014", "2015-2016")),
        ("cohort.cycles=", ()),
        ("evaluate.thresholds=0.2, 0.4", (0.2, 0.4)),
        ("tune.trials=3", 3),
        ("abstain.max_missing=0.25", 0.25),
        ("model.estimator = blend", "blend"),
        ("features.pathway", {"shbg": "together"}),
    ],
)
def test_an_override_takes_its_place(file: Path, override: str, found: object) -> None:
    """Numbers as numbers, lists by commas, words as they are."""
    whole = override if "=" in override else f"{override}.shbg=together"
    part, key = whole.partition("=")[0].strip().split(".")[:2]
    assert getattr(getattr(read(file, [whole]), part), key) == found


def test_wrong_overrides_are_told_at_once(file: Path) -> None:
    """No sign, no key, a value where a section should be."""
    said = refusal(file, "seed", "=3", "name.first=x")
    assert len(said.splitlines()) == 4
    assert "--set seed: wanted key=value" in said
    assert "--set name.first=x: name is not a table" in said


def test_an_override_of_nothing_known_is_refused(file: Path) -> None:
    """It is checked as the file is."""
    assert "model.trees:" in refusal(file, "model.trees=3")


def test_a_file_of_panels_is_seen_from_the_folder_of_the_config(file: Path) -> None:
    """Wherever the command is run; a name such as nhanes is no file."""
    assert read(file).cohort.source == "nhanes"
    file.write_text(LEAST.replace("nhanes", "data/own.csv"), "utf-8")
    assert read(file, "seed=2").cohort.source == str(file.parent.resolve() / "data" / "own.csv")


def test_a_file_of_panels_that_is_set_is_seen_from_the_working_folder(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it is typed, the shell completes it."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    found = read(file, ["cohort.source = own.csv"]).cohort.source
    assert found == str(tmp_path.resolve() / "here" / "own.csv")


def test_one_override_may_be_given_as_text(file: Path) -> None:
    """It is not read letter by letter."""
    assert read(file, "seed=7").seed == 7


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("seed = true", "seed"),
        ("[model]\nrefits = true", "model.refits"),
        ("[model]\nrefits = '5'", "model.refits"),
        ("[split]\nfolds = 5.0", "split.folds"),
        ("[tune]\ntrials = '3'", "tune.trials"),
        ("[abstain]\nmax_missing = true", "abstain.max_missing"),
        ("[abstain]\nmax_missing = '0.5'", "abstain.max_missing"),
        ("[evaluate]\nthresholds = ['0.1']", "evaluate.thresholds.0"),
        ("[evaluate]\nresamples = '100'", "evaluate.resamples"),
    ],
)
def test_truth_values_and_text_are_no_numbers(file: Path, line: str, place: str) -> None:
    """True is not one refit."""
    file.write_text(f"{line}\n{LEAST}" if "[" not in line else f"{LEAST}\n{line}\n", "utf-8")
    assert f"  - {place}: Input should be a valid" in refusal(file)


def test_a_whole_number_is_a_share(file: Path) -> None:
    """It is a number."""
    assert read(file, "abstain.max_missing=1").abstain.max_missing == 1.0


@pytest.mark.parametrize(
    ("override", "meant"),
    [
        ("sed=1", "seed"),
        ("tuning.trials=3", "tune"),
        ("model.refit=3", "refits"),
        ("cohort.sources=x", "source"),
        ("evaluate.treshold=0.1", "thresholds"),
    ],
)
def test_an_unknown_key_is_asked_about(file: Path, override: str, meant: str) -> None:
    """By the known one that it is like."""
    assert refusal(file, override).endswith(f"not permitted; did you mean {meant}?")


def test_an_unknown_key_that_is_like_none_is_only_named(file: Path) -> None:
    """Nothing is guessed."""
    assert "did you mean" not in refusal(file, "zyx=red")


@pytest.mark.parametrize(
    "content",
    [
        f"{LEAST}deep = {'[' * 900}{']' * 900}",
        f"seed = {'9' * 5000}\n{LEAST}",
        f"# {'x' * 1_000_000}\n{LEAST}",
        LEAST.replace("nhanes", "a\\u0000b.csv"),
    ],
    ids=["deep", "huge", "long", "nul"],
)
def test_what_nobody_would_write_is_refused(file: Path, content: str) -> None:
    """It is a mistake of the file, not a fault of nhml."""
    file.write_text(content, "utf-8")
    refusal(file)


@pytest.mark.parametrize(
    "override",
    [f"seed={'[' * 100_000}", f"seed={'9' * 5000}", f"{'a.' * 100_000}b=1", "cohort.source=a\0b.c"],
    ids=["deep", "huge", "long", "nul"],
)
def test_what_nobody_would_set_is_refused(file: Path, override: str) -> None:
    """Neither does an override end in a fault."""
    refusal(file, override)


def test_the_fingerprint_is_of_what_decides_the_model(file: Path, tmp_path: Path) -> None:
    """Not of where the run is kept, nor of where the files lie."""
    plain = read(file).fingerprint()
    assert read(file, ["track.experiment=elsewhere"]).fingerprint() == plain
    assert read(file, ["seed=2"]).fingerprint() != plain
    assert read(file, ["model.refits=21"]).fingerprint() != plain
    moved = tmp_path / "moved"
    moved.mkdir()
    (moved / file.name).write_text(LEAST, "utf-8")
    own = ["cohort.source=own.csv"]
    assert read(moved / file.name, own).fingerprint() == read(file, own).fingerprint()


def test_what_learning_is_called_with_is_what_it_takes(file: Path) -> None:
    """Every key of the parts is an argument of `RiskModel.fit`, or of what it hands them to."""
    from inspect import signature

    from nhml.modelling.learning import learn
    from nhml.modelling.risk_model import RiskModel

    taken = {*signature(RiskModel.fit).parameters, *signature(learn).parameters}
    assert set(read(file).learning()) <= taken


def test_sections_are_those_of_the_experiment() -> None:
    """For the reference page."""
    tables = {name for name in Experiment.model_fields if name not in ("name", "seed", "task")}
    assert set(sections()) == tables


def test_a_mapping_is_seen_as_the_source_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the config's folder, or from where it is typed; its folder changes no fingerprint."""
    path = tmp_path / "a_model.toml"
    path.write_text(LEAST.replace('"nhanes"', '"labor.csv"\nmapping = "mapping.toml"'), "utf-8")
    written = read(path)
    assert written.cohort.mapping == str(tmp_path / "mapping.toml")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    typed = read(path, "cohort.mapping=mapping.toml")
    assert typed.cohort.mapping == str(tmp_path / "here" / "mapping.toml")
    assert typed.cohort.source == written.cohort.source
    assert typed.fingerprint() == written.fingerprint()
