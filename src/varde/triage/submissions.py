"""What anybody can report about a patient, as values: the only input of `triage.actions.receive`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from varde.lib.uuid7 import uuid7

Answer = str | int | float | bool


class Measurement(msgspec.Struct, frozen=True):
    """One value. `decimal` is the literal as typed or sent (point as separator), `value` the same as a float.

    `kind` is a key of `measurements.kinds.KINDS`; blood pressure carries systolic in `value`, diastolic in `value2`.
    `source_key` identifies it for its source for ever: sending it twice stores it once.
    From machines it may also be something we have no kind for: `kind` is then its code ("loinc:19994-3"), or
    "absent:spo2" where the sender says why there is no number. `value` is None when it holds no number.
    """

    patient_id: UUID
    source_key: str
    kind: str
    effective_at: datetime
    value: float | None
    decimal: str
    unit: str
    value2: float | None = None
    decimal2: str = ""
    entry_mode: Literal["typed", "device", "on_behalf", "imported"] = "typed"
    status: str = "final"
    remeasure_of: UUID | None = None
    note: str = ""
    body: str | None = None
    id: UUID = msgspec.field(default_factory=uuid7)


class Answers(msgspec.Struct, frozen=True):
    """One answered form: {item id: answer}. `form` is a key of `questionnaires.forms.FORMS`."""

    patient_id: UUID
    source_key: str
    form: str
    effective_at: datetime
    answers: Mapping[str, Answer]
    id: UUID = msgspec.field(default_factory=uuid7)


class Correction(msgspec.Struct, frozen=True):
    """The value `corrects` was wrong: a new version with a reason. `value` None means entered in error, no new value.

    `body` is the sender's whole corrected resource as text, as in Measurement.
    """

    patient_id: UUID
    source_key: str
    corrects: UUID
    reason: str
    value: float | None = None
    decimal: str = ""
    value2: float | None = None
    decimal2: str = ""
    body: str | None = None
    id: UUID = msgspec.field(default_factory=uuid7)


class ContactRequest(msgspec.Struct, frozen=True):
    """One of the two buttons on every page: *Jeg vil bli kontaktet* or *Jeg føler meg dårligere*."""

    patient_id: UUID
    source_key: str
    wish: Literal["contact", "worse"]
    at: datetime
    text: str = ""
    id: UUID = msgspec.field(default_factory=uuid7)


class Unreadable(msgspec.Struct, frozen=True):
    """Something an authenticated sender sent for this patient that could not be read or believed: kept, shown, not judged."""

    patient_id: UUID
    source_key: str
    reason: str
    body: bytes
    at: datetime
    id: UUID = msgspec.field(default_factory=uuid7)


Submission = Measurement | Answers | Correction | ContactRequest | Unreadable

Status = Literal["stored", "already", "conflict", "unknown_patient", "refused"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that fired: `why` is a Norwegian sentence part such as "SpO2 86, du pleier å ha 93".

    `boost` raises the card within its class when it is judged; it is not kept, and says nothing new when read back.
    """

    rule: str
    zone: int
    why: str
    metric: str = ""
    boost: float = field(default=0.0, compare=False)


class Outcome(msgspec.Struct, frozen=True):
    """What became of one submission. `zone` is a `triage.models.Zone`; `stands_at` is set while a re-measure is awaited."""

    status: Status
    subject_id: UUID
    zone: int = 0
    acute: bool = False
    stands_at: datetime | None = None
    verdict: str = ""
    reasons: tuple[Reason, ...] = ()
    problem: str = ""
