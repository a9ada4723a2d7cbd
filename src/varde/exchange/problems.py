"""Why something from another system was refused, in words that say what to do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One issue of an OperationOutcome. `code` is a FHIR issue type, `expression` a FHIRPath such as `Observation.status`."""

    code: str
    text: str
    expression: str = ""


class Refused(ValueError):
    """What was sent cannot be taken. `status` is HTTP: 400 not readable as FHIR R4, 422 readable but not believable."""

    def __init__(self, status: int, code: str, text: str, expression: str = "") -> None:
        super().__init__(text)
        self.status = status
        self.problem = Problem(code, text, expression)
