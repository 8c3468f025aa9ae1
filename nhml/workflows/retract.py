"""Retract: take a model back, and list the panels that it answered."""

import gzip
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path
from typing import Any, NamedTuple, TextIO

import pandas as pd

from nhml.errors import DataError, ModelError
from nhml.panels import formulas
from nhml.tracking import retractions
from nhml.tracking.models import folder_of
from nhml.tracking.retractions import Retraction

NEEDED = ("panel_id", "model")
COLUMNS = ("panel_id", "file", "row", "risk_shown")
_CHUNK = 50_000
_GUARDED = b"'="  # what a file that may hold formulas has in it
_LONGEST = 500  # signs of a reason

Part = tuple[str, int, pd.DataFrame]
Parts = Iterator[Part]


class Retracted(NamedTuple):
    """A model that is taken back now.

    Attributes
    ----------
    told : Retraction
    where : str
        Where that is written.
    aliases : tuple of str
        That it bore until now.
    """

    told: Retraction
    where: str
    aliases: tuple[str, ...]


def retract(model: str, reason: str, *, by: str = "", now: datetime | None = None) -> Retracted:
    """Mark a model as retracted: whoever loads it by this address is refused from now on.

    Parameters
    ----------
    model : str
        ``models:/name/version``, ``models:/name@alias``, or a folder.
    reason : str
        A sentence, told to whoever loads the model.
    by : str
        Who takes it back; the account by default.
    now : datetime, optional

    Raises
    ------
    ModelNotFound, ModelError
        If there is no such model, it was retracted before, or no mark can be left.
    """
    words = " ".join(reason.split())
    if not words or len(words) > _LONGEST:
        raise ModelError(f"--reason: wanted a sentence of up to {_LONGEST} signs")
    when = (now or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
    if not model.startswith("models:/"):
        return _folder(model, words, when, by or _account())
    from nhml.tracking import registry

    found = registry.version(model)
    _refuse_twice(model, registry.retraction(found.uri))
    told = Retraction(registry.label(found), words, when, by or _account())
    return Retracted(told, found.uri, registry.retract(found, told))


def _folder(model: str, reason: str, when: str, by: str) -> Retracted:
    if model.startswith("runs:/"):
        raise ModelError(f"{model}: wanted models:/name/version, or a folder")
    folder = folder_of(model)
    _refuse_twice(model, retractions.of_folder(folder))
    told = Retraction(retractions.label(folder), reason, when, by)
    return Retracted(told, str(retractions.write(folder, told)), ())


def _refuse_twice(model: str, told: Retraction | None) -> None:
    if told is not None:
        raise ModelError(
            f"{model}: was retracted before, on {told.when[:10]} by {told.by}: {told.reason}. "
            "--list lists the panels that it answered without retracting it again"
        )


def label(model: str) -> str:
    """Give name and identity of a model, retracted or not.

    Raises
    ------
    ModelNotFound, ModelError
        If it is not there.
    """
    if not model.startswith("models:/"):
        return retractions.label(folder_of(model))
    from nhml.tracking import registry

    return registry.label(registry.version(model))


def _account() -> str:
    try:
        return getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


def answered(parts: Iterable[Part], label: str) -> Iterator[pd.DataFrame]:
    """List the panels that a model answered; never a value of theirs.

    Parameters
    ----------
    parts : iterable of (str, int, DataFrame)
        Of any store of answers: its name, the row in which the part begins, and score frames
        with ``panel_id``, ``model``, and ``status`` where it is known.
    label : str
        Name and identity, as they stand beside its answers.

    Yields
    ------
    DataFrame
        `COLUMNS`, for every part in which it answered; ``risk_shown`` is yes, no or unknown.
    """
    for name, first, frame in parts:
        mine = (frame["model"].astype(str).str.strip() == label).to_numpy()
        if not mine.any():
            continue
        shown: object = "unknown"
        if "status" in frame:
            shown = frame.loc[mine, "status"].eq("scored").map({True: "yes", False: "no"})
        yield pd.DataFrame(
            {
                "panel_id": frame.loc[mine, "panel_id"].astype(str),
                "file": name,
                "row": first + mine.nonzero()[0],
                "risk_shown": shown,
            }
        ).reset_index(drop=True)


def parts(paths: Sequence[str], chunk: int = _CHUNK) -> Parts:
    """Read files of answers a part at a time.

    Parameters
    ----------
    paths : sequence of str
        ``.csv``, ``.csv.gz``, ``.parquet`` or ``.jsonl``, as `nhml score` writes them.
    chunk : int
        Rows of a part.

    Yields
    ------
    (str, int, DataFrame)
        The file, the row in which the part begins (a header is row 1), and the columns that
        are asked for.

    Raises
    ------
    DataError
        If a file cannot be read, or has no ``panel_id`` or ``model``.
    """
    for path in paths:
        row = 1 if path.endswith(".jsonl") else 2
        try:
            for frame in _frames(path, chunk):
                if absent := [name for name in NEEDED if name not in frame]:
                    raise DataError(
                        f"{path}: lacks {' and '.join(absent)}; wanted answers of nhml score"
                    )
                yield path, row, frame
                row += len(frame)
        except DataError:
            raise
        except Exception as error:  # a library's own words may quote a patient
            raise DataError(f"{path}: cannot be read ({type(error).__name__})") from None


def _frames(path: str, chunk: int) -> Iterator[pd.DataFrame]:
    wanted = {*NEEDED, "status"}
    if path.endswith(".parquet"):
        import pyarrow.parquet as pq

        file = pq.ParquetFile(path)
        names = [name for name in file.schema_arrow.names if name in wanted]
        yield from (
            batch.to_pandas() for batch in file.iter_batches(batch_size=chunk, columns=names)
        )
        return
    asked: dict[str, Any] = {"chunksize": chunk, "dtype": str}
    with _opened(path) as stream:
        if path.endswith(".jsonl"):
            yield from pd.read_json(stream, lines=True, **asked)
        else:
            read = pd.read_csv(
                stream, usecols=lambda name: name in wanted, keep_default_na=False, **asked
            )
            yield from (formulas.unguard(frame, _GUARDED) for frame in read)


def _opened(path: str) -> TextIO:
    if not path.endswith((".csv", ".csv.gz", ".jsonl")):
        raise DataError(f"{path}: wanted .csv, .csv.gz, .parquet or .jsonl")
    if not Path(path).is_file():
        raise DataError(f"{path}: no such file")
    if path.endswith(".gz"):
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return Path(path).open(encoding="utf-8", newline="")
