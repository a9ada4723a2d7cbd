"""Why something was not written, in words for the one who wrote it."""

from collections.abc import Mapping


class Refused(ValueError):
    """`reasons` by field, in Norwegian, ready to be shown beside it; "" is about the whole."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        super().__init__(" ".join(reasons.values()))
        self.reasons = dict(reasons)


class SomebodyChanged(RuntimeError):
    """The row is not as it was when the page was shown. Nothing is written."""

    def __init__(self) -> None:
        super().__init__(
            "Noen andre har endret dette etter at du åpnet siden. Ingenting er lagret. Se hva som står nå."
        )


class NotYours(PermissionError):
    """The actor may not write about this project."""

    def __init__(self) -> None:
        super().__init__("Du kan bare skrive om prosjektet du leder.")


def refuse(**reasons: str) -> None:
    """Raise Refused with the reasons that are not empty, if any."""
    if found := {field: reason for field, reason in reasons.items() if reason}:
        raise Refused(found)
