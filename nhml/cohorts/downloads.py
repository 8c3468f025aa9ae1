"""Download one file: going on where an earlier attempt stopped, trying again where it helps."""

import http.client
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO

Progress = Callable[[int, int | None], None]

_BLOCK = 1 << 18
_ATTEMPTS = 4
_PAUSE = 0.2  # seconds before the second attempt; four times as long before each further one
_TIMEOUT = 60.0  # seconds without a byte
_ABSENT = (404, 410)
_BEYOND_THE_END = 416
_TRANSIENT = (408, 425, 429, 500, 502, 503, 504)
_TEXT = 10_000_000  # bytes read of a text at most


class AbsentError(Exception):
    """The address has no such file."""


def download(url: str, part: Path, progress: Progress = lambda done, total: None) -> None:
    """Fetch a URL, or a path of this machine, into a part file.

    Parameters
    ----------
    url : str
        ``http(s)://…``, or a path.
    part : path
        What stands in it is kept, and only the rest asked for where the server can.
    progress : callable
        Called with the bytes done, and their number where known.

    Raises
    ------
    AbsentError
        If there is no such file.
    OSError
        If it cannot be fetched after four attempts; the part file stays.
    """
    if "://" not in url:
        return _copy(Path(url), part, progress)
    for attempt in range(1, _ATTEMPTS):
        try:
            return _once(url, part, progress)
        except (OSError, http.client.HTTPException) as error:
            if isinstance(error, urllib.error.HTTPError) and error.code not in _TRANSIENT:
                raise
        time.sleep(_PAUSE * 4.0 ** (attempt - 1))
    try:
        return _once(url, part, progress)
    except http.client.HTTPException as error:
        raise OSError("the connection ended early") from error


def text(url: str) -> str:
    """Read a short text at a URL or a path.

    Raises
    ------
    AbsentError
        If there is none, or the server will not give it.
    OSError
        If the server cannot be reached.
    """
    if "://" not in url:
        path = Path(url)
        if not path.is_file():
            raise AbsentError
        return path.read_text("utf-8", errors="replace")
    try:
        source, _ = _opened(url, 0)
    except urllib.error.HTTPError:
        raise AbsentError from None
    with source:
        return source.read(_TEXT).decode("utf-8", errors="replace")


def words(error: Exception) -> str:
    """Say what went wrong: the server's answer, the network's reason, or the message."""
    if isinstance(error, urllib.error.HTTPError):
        return f"the server answers {error.code} {error.reason}"
    reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or str(error)
    return str(reason or type(error).__name__)


def _copy(path: Path, part: Path, progress: Progress) -> None:
    if not path.is_file():
        raise AbsentError
    shutil.copyfile(path, part)
    size = part.stat().st_size
    progress(size, size)


def _once(url: str, part: Path, progress: Progress) -> None:
    start = part.stat().st_size if part.exists() else 0
    source, total = _opened(url, start)
    with source:
        resumed = _goes_on(source, start)
        if not resumed and getattr(source, "status", None) == http.HTTPStatus.PARTIAL_CONTENT:
            part.unlink()  # another part than the one asked for: begin anew
            raise OSError("the server sent another part of the file")
        done = start if resumed else 0
        total = None if total is None else total + done
        with part.open("ab" if resumed else "wb") as sink:
            while block := source.read(_BLOCK):
                sink.write(block)
                done += len(block)
                progress(done, total)
    if total is not None and done != total:
        raise OSError("the connection ended early")


def _goes_on(source: IO[bytes], start: int) -> bool:
    """Tell whether the server sends the rest; one that ignores the range sends all anew."""
    if getattr(source, "status", None) != http.HTTPStatus.PARTIAL_CONTENT:
        return False
    headers: http.client.HTTPMessage = source.headers  # type: ignore[attr-defined]
    return str(headers.get("Content-Range", f"bytes {start}-")).startswith(f"bytes {start}-")


def _opened(url: str, start: int) -> tuple[IO[bytes], int | None]:
    """Open a URL, from a byte on where the server can; give the length of what comes."""
    headers = {"User-Agent": "nhml", **({"Range": f"bytes={start}-"} if start else {})}
    try:
        answer = urllib.request.urlopen(
            urllib.request.Request(url, headers=headers), timeout=_TIMEOUT
        )
    except urllib.error.HTTPError as error:
        if error.code in _ABSENT:
            raise AbsentError from None
        if error.code == _BEYOND_THE_END and start:  # the part is no beginning of the file
            return _opened(url, 0)
        raise
    length = answer.headers.get("Content-Length")
    return answer, int(length) if length else None
