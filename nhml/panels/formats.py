"""Panel files that are no CSV: JSON lines and Parquet, as frames whose index counts rows."""

import re
from pathlib import Path
from typing import Any

import pandas as pd

from nhml.errors import PanelError, listing
from nhml.panels import plain_text, strict_json
from nhml.panels.ids import IDS

_UNNAMED = re.compile(r"__index_level_[0-9]+__")  # as pandas calls an index without a name


def jsonl(source: Any) -> pd.DataFrame:
    """Read one object a line; NaN, infinity and a key that stands twice are mistakes.

    Raises
    ------
    PanelError
        Naming the lines that are no object.
    """
    content = plain_text.read(source) if Path(source).stat().st_size else b""
    records, rows, wrong = [], [], []
    for number, line in enumerate(content.decode("utf-8").split("\n"), start=1):
        if line.strip():
            try:
                records.append(_record(line))
                rows.append(number)
            except (ValueError, RecursionError):
                wrong.append(f"line {number}")
    if wrong:
        raise PanelError(listing("wanted one JSON object a line", plain_text.some(wrong)))
    return pd.DataFrame(records, dtype=object, index=rows) if records else pd.DataFrame()


def _record(line: str) -> dict[str, Any]:
    found = strict_json.loads(line)
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


def parquet(source: Any) -> pd.DataFrame:
    """Read a table; ids that are numbers become text first, for a gap would make them floats.

    A named index comes as a column, whatever pandas noted of its type.
    """
    import pyarrow as pa
    from pyarrow import parquet as columns

    table = columns.read_table(source)
    for at, field in enumerate(table.schema):
        coded = pa.types.is_dictionary(field.type)
        kind = field.type.value_type if coded else field.type
        if field.name in IDS and pa.types.is_integer(kind):
            ids = table.column(at).cast(kind).cast(pa.string())
            table = table.set_column(at, field.name, ids)
    frame: pd.DataFrame = table.to_pandas(ignore_metadata=True)
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    return frame.loc[:, [not _UNNAMED.fullmatch(str(name)) for name in frame.columns]]
