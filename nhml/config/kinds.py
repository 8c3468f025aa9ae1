"""What a key of a config may hold."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Reasons = dict[str, Annotated[str, Field(min_length=1)]]
Share = Annotated[float, Field(gt=0.0, le=1.0, strict=True)]
Threshold = Annotated[float, Field(gt=0.0, lt=1.0, strict=True)]
Place = Annotated[str, Field(pattern=r"^[^\x00-\x1f]*$")]


class Part(BaseModel):
    """One section of a config: frozen, unknown keys refused, no input in an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
