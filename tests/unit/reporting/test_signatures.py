"""The page of public names says how each is called and what it gives."""

from nhml.errors import DataError
from nhml.reporting import signatures


class Scales:
    """What weighs.

    Attributes
    ----------
    most : float
        [kg]
    """

    def weigh(self, stone: str, *, twice: bool = False) -> float:
        """Weigh a stone.

        Parameters
        ----------
        stone : str
            Its name | its place,
            as ``a/b``.
        twice : bool

        Returns
        -------
        float

        Raises
        ------
        KeyError
            If there is none.
        """
        raise NotImplementedError

    @classmethod
    def made(cls) -> "Scales":
        """Make scales."""
        return cls()

    def _turned(self) -> None:
        raise NotImplementedError


def test_a_class_is_written_with_its_methods() -> None:
    """Names and defaults in the call, types in the table; what begins with _ is nobody's."""
    lines = signatures.page({"Scales": Scales}).partition("## nhml.Scales\n")[2].strip()
    assert lines.splitlines() == [
        "What weighs.",
        "",
        "| attributes | what it is |",
        "| --- | --- |",
        "| `most` | float. [kg] |",
        "",
        "### Scales.weigh",
        "",
        "```text",
        "Scales.weigh(stone, *, twice=False)",
        "```",
        "",
        "Weigh a stone.",
        "",
        "| parameters | what it is |",
        "| --- | --- |",
        "| `stone` | str. Its name / its place, as `a/b`. |",
        "| `twice` | bool |",
        "",
        "| returns | what it is |",
        "| --- | --- |",
        "| `float` |  |",
        "",
        "| raises | what it is |",
        "| --- | --- |",
        "| `KeyError` | If there is none. |",
        "",
        "### Scales.made",
        "",
        "```text",
        "Scales.made()",
        "```",
        "",
        "Make scales.",
    ]


def test_an_error_is_written_with_the_errors_below_it() -> None:
    """Each in its own words."""
    page = signatures.page({"DataError": DataError})
    assert "| `PanelError` | Panels of a file or a request cannot be read. |" in page
    assert "ModelError" not in page
