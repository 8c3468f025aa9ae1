"""Follow people of a panel file, a page or a JSON document each."""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from nhml.errors import DataError, PanelError, listing
from nhml.knowledge import tables
from nhml.panels import files, headers, intake, strict_toml
from nhml.panels.mapping import FileMapping
from nhml.reporting import saving
from nhml.reporting.following import FollowUp, to_json
from nhml.workflows.follow import people

HTML, JSON = "html", "json"
_LARGEST = 200.0  # [%]; an imprecision beyond measures nothing


def write(
    source: str,
    destination: str,
    subject_ids: Sequence[str] | None,
    *,
    kind: str | None = None,
    as_of: str | None = None,
    since: Iterable[str] = (),
    variation: str | None = None,
    units: str | None = None,
    mapping: FileMapping | Path | str | None = None,
    tell: Callable[[str], None] = lambda words: None,
) -> list[Path]:
    """Write what is read about people over time.

    Parameters
    ----------
    source : str
        A panel file; its units and columns are judged as a whole.
    destination : str
        A file that ends with ``.html`` or ``.json``, a folder for several people, or ``-``.
    subject_ids : sequence of str, optional
        None takes everybody.
    kind : str, optional
        ``html`` or ``json``.
    as_of : str, optional
        The day on which it is asked what is due.
    since : iterable of str
        ``therapy=date``: start or last change of the dose.
    variation : str, optional
        A TOML file of the laboratory's own coefficients of variation [%].
    units : str, optional
        A TOML file of units.
    mapping : FileMapping or path, optional
        How a stranger's file is read.
    tell : callable
        Called with a sentence on columns that are not read.

    Returns
    -------
    list of path
        None of them where it went to the standard output.

    Raises
    ------
    DataError
        If an option cannot be read, the destination cannot be written, or is one page for
        several people.
    PanelError
        If the file cannot be read, or somebody is not in it.
    """
    form = _form(destination, kind)
    one_file = destination == "-" or _suffix(destination) in (HTML, JSON)
    day = None if as_of is None else _date(as_of, "--as-of")
    starts = _starts(since)
    many = subject_ids is None or len(set(subject_ids)) != 1
    _refuse_several(destination, form, one_file, many, starts)
    own = read_variation(variation) if variation is not None else None
    stated = files.read_units(units)
    sent, panels, mistakes = intake.judge(source, stated, mapping)
    if mistakes:
        raise PanelError(listing(f"{source}: units of whole columns are wrong", mistakes))
    if words := headers.unread(tuple(map(str, sent.frame.columns))).words():
        tell(words)
    with files.naming(source):
        found = people(
            sent.frame, panels, subject_ids, stated, as_of=day, since=starts, analytical=own
        )
        return _written(found, destination, form, one_file)


def _written(found: Iterable[FollowUp], destination: str, form: str, one_file: bool) -> list[Path]:
    if one_file:
        made = list(found)
        text = to_json(made) + "\n" if form == JSON else made[0].html()
        if destination == "-":
            sys.stdout.buffer.write(text.encode())
            sys.stdout.buffer.flush()
            return []
        saving.save(Path(destination), text)
        return [Path(destination)]
    made = list(found)
    home = Path(destination)
    places = [home / name for name in saving.names([one.subject_id for one in made], f".{form}")]
    for place, one in zip(places, made, strict=True):
        saving.save(place, one.html() if form == HTML else to_json([one]) + "\n")
    return places


def _form(destination: str, kind: str | None) -> str:
    own = _suffix(destination)
    if own in (HTML, JSON):
        if kind is not None and kind != own:
            raise DataError(f"{destination}: ends with .{own}, and {kind} was asked for")
        return own
    return kind or (JSON if destination == "-" else HTML)


def _suffix(destination: str) -> str:
    return Path(destination).suffix.lower().removeprefix(".")


def _refuse_several(
    destination: str, form: str, one_file: bool, many: bool, starts: Mapping[str, date]
) -> None:
    if many and one_file and form == HTML:
        raise DataError(f"{destination}: is one page; name a folder for several people")
    if many and starts:
        raise DataError("--since: is about one person; name one by --subject")


def _date(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise DataError(f"{option}: wanted a day such as 2024-03-01") from None


def _starts(since: Iterable[str]) -> dict[str, date]:
    found: dict[str, date] = {}
    for one in since:
        key, sign, day = one.partition("=")
        if not sign:
            raise DataError("--since: wanted THERAPY=DATE, such as levothyroxine=2024-03-01")
        if (therapy := key.strip()) in found:
            raise DataError(f"--since: {therapy} has two days; name the last change of its dose")
        found[therapy] = _date(day, f"--since {therapy}")
    return found


def read_variation(path: str) -> dict[str, float]:
    """Read a TOML file of a laboratory's own coefficients of variation: ``tsh = 2.4``.

    Parameters
    ----------
    path : str

    Returns
    -------
    dict of str to float
        By analyte [%].

    Raises
    ------
    DataError
        If it cannot be read, or names what is no analyte or no percentage; all at once.
    """
    try:
        table = strict_toml.read(path)
    except (OSError, ValueError, RecursionError) as error:
        fault = strict_toml.why(error)
        raise DataError(f"{path}: {fault}; wanted lines such as tsh = 2.4, a percentage") from None
    mistakes = [wrong for key, value in table.items() if (wrong := _mistake(key, value))]
    if mistakes:
        raise DataError(listing(f"{path} cannot be used", mistakes))
    return {key: float(value) for key, value in table.items()}


def _mistake(key: str, value: object) -> str | None:
    if key not in tables.analytes():
        return f"{key} is not an analyte"
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= _LARGEST:
        return f"{key}: wanted a percentage above 0, such as 2.4"
    return None
