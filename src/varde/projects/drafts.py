"""What somebody wants written down: the shape of a form and of a row in a data file. Empty text means not given.

`project` is a slug ("" for the whole programme), `helsefellesskap` a name, `evidence`, `outcome`, `measure` and `source` slugs.
"""

from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec


class EvidenceDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    slug: str
    kind: str
    title: str
    publisher: str
    year: int | None = None
    link: str = ""
    people: int | None = None
    summary: str = ""
    read: str = ""
    tags: str = ""
    initiative: str = ""
    goal: str = ""
    is_public: bool = False


class EffectDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`new_outcome` is the name of one that is not in the list; then `outcome` is empty."""

    evidence: str
    party: str
    category: str
    polarity: str
    direction: str
    claim: str
    outcome: str = ""
    new_outcome: str = ""
    project: str = ""
    intention: str = "unknown"
    quote: str = ""
    estimate: str = ""
    caution: str = ""
    is_public: bool = False


class ServiceDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`is_jointly_planned` None: nobody has said. A volume comes with its unit, its date and who says it."""

    helsefellesskap: str
    name: str
    specialty: str
    state: str
    provider: str
    given_by: str
    project: str = ""
    from_year: int | None = None
    to_year: int | None = None
    is_jointly_planned: bool | None = None
    plan: UUID | None = None
    volume: int | None = None
    volume_unit: str = ""
    volume_is_people: bool = True
    volume_on: date | None = None
    source: str = ""
    said_by: str = ""
    is_public: bool = False


class PlanDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    level: str
    title: str
    owner: str
    from_year: int
    says: str
    helsefellesskap: str = ""
    to_year: int | None = None
    link: str = ""
    is_public: bool = False


class InvolvementDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    party: str
    who: str
    on: date
    how: str
    about: str
    evidence: str
    project: str = ""
    plan: UUID | None = None
    is_public: bool = False


class BenefitDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    project: str
    category: str
    name: str
    unit: str
    method: str
    wanted: str
    baseline: Decimal
    baseline_from: date
    baseline_to: date
    baseline_people: int
    owner: str
    measure: str = ""
    measured_as: str = ""
    design: str = "before_after"
    control_group: str = ""
    control_baseline: Decimal | None = None
    control_people: int | None = None
    expected: Decimal | None = None
    expected_by: date | None = None
    is_public: bool = False


class MeasurementDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    from_on: date
    to_on: date
    value: Decimal
    people: int
    control_value: Decimal | None = None
    control_people: int | None = None
    note: str = ""


class CaseDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    title: str
    text: str
    age_band: str
    condition: str
    agreed: bool
    quarter: str = ""
    project: str = ""
    helsefellesskap: str = ""


class EntryDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fact of a register. With a `source` it is the source that says it, else the one who records it."""

    register: str
    project: str = ""
    helsefellesskap: str = ""
    municipality: str = ""
    item: str = ""
    state: str = ""
    party: str = ""
    text: str = ""
    on: date | None = None
    year: int | None = None
    number: int | None = None
    about: UUID | None = None
    question: str = ""
    responsible: str = ""
    evidence: str = ""
    attended: tuple[str, ...] = ()
    source: str = ""
    is_public: bool = False


class ParticipantDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`municipality` is a number. `takes_over` says that a new owner takes the place of the one that stands."""

    project: str
    municipality: str
    role: str
    source: str
    takes_over: bool = False
