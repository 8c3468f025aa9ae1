"""``--set key=value``: one key of a config put into place before it is checked."""

import json
from collections.abc import Iterable, Sequence
from types import NoneType
from typing import Any, get_args

from pydantic import BaseModel


def apply(content: dict[str, Any], texts: Iterable[str], shape: type[BaseModel]) -> list[str]:
    """Put overrides into the content of a config file.

    Parameters
    ----------
    content : dict
        As read from the file; it is changed.
    texts : iterable of str
        ``key=value`` each, such as ``model.estimator=logistic``; lists by commas.
    shape : type
        The model that the content will be checked by: it says what is a list.

    Returns
    -------
    list of str
        A sentence for each that cannot be used.
    """
    return [wrong for one in texts if (wrong := _override(content, one, shape))]


def keys(texts: Iterable[str]) -> frozenset[str]:
    """List the keys that overrides are about."""
    return frozenset(one.partition("=")[0].strip() for one in texts)


def _override(content: dict[str, Any], text: str, shape: type[BaseModel]) -> str:
    """Put one ``key=value`` into place; give the mistake, if it is one."""
    key, sign, value = text.partition("=")
    *above, last = key.strip().split(".")
    if not sign or not last:
        return f"--set {text}: wanted key=value, such as model.estimator=logistic"
    table: Any = content
    for part in above:
        table = table.setdefault(part, {})
        if not isinstance(table, dict):
            return f"--set {text}: {part} is not a table"
    table[last] = _value(value.strip(), listed=_is_list((*above, last), shape))
    return ""


def _is_list(path: Sequence[str], shape: type[BaseModel]) -> bool:
    part: Any = shape
    for name in path:
        field = getattr(part, "model_fields", {}).get(name)
        if field is None:
            return False
        part = inner(field.annotation)
    return str(part).startswith("tuple")


def inner(annotation: Any) -> Any:
    """Give what a part or nothing is annotated as, were it there."""
    parts = get_args(annotation)
    return next(one for one in parts if one is not NoneType) if NoneType in parts else annotation


def _value(text: str, *, listed: bool) -> Any:
    if listed:
        return [_scalar(piece.strip()) for piece in text.strip("[]").split(",") if piece.strip()]
    return _scalar(text)


def _scalar(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):  # a word, or more brackets than anybody would write
        return text
