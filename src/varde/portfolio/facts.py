"""What the consistency watch looks at: plain facts with their source, without a database behind them."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

MONTHS = ("januar", "februar", "mars", "april", "mai", "juni", "juli",
          "august", "september", "oktober", "november", "desember")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, or a month that is all a source says: then any of its days."""

    on: date
    is_month: bool = False

    @property
    def earliest(self) -> date:
        return self.on.replace(day=1) if self.is_month else self.on

    @property
    def latest(self) -> date:
        return self.on.replace(day=monthrange(self.on.year, self.on.month)[1]) if self.is_month else self.on

    def may_be(self, other: "Moment") -> bool:
        """Whether both can be the same day."""
        return self.earliest <= other.latest and other.earliest <= self.latest

    def __str__(self) -> str:
        return f"{MONTHS[self.on.month - 1]} {self.on.year}" if self.is_month else f"{self.on:%d.%m.%Y}"


@dataclass(frozen=True, slots=True)
class Claim:
    """One source says `predicate` of one subject: `moment`, `number` or `value`. `concerns` is an initiative's slug."""

    kind: str
    subject: str
    predicate: str
    source: str
    quote: str
    name: str = ""
    value: str = ""
    number: int | None = None
    moment: Moment | None = None
    as_of: date | None = None
    is_planned: bool = False
    concerns: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """What is said, as it stands in a sentence."""
        if self.moment:
            return str(self.moment)
        return str(self.number) if self.number is not None else self.value


@dataclass(frozen=True, slots=True)
class Deliverable:
    """`names` are its title and what else texts call it; `under` the slugs of the initiatives it stands under."""

    slug: str
    title: str
    source: str
    names: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    due_on: date | None = None
    is_delivered: bool = False
    delivered_on: date | None = None
    answers: str = ""

    @property
    def flag(self) -> str:
        """As the page has it."""
        said = "Ja" if self.is_delivered else "Nei"
        shown = self.delivered_on or self.due_on
        return f"Ferdigstilt og levert: {said}" + (f", leveransedato {shown:%d.%m.%Y}" if shown else "")


@dataclass(frozen=True, slots=True)
class Status:
    """The latest status of one initiative. `as_of` is missing when the source has no date."""

    initiative: str
    name: str
    word: str
    is_under_control: bool
    source: str
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """Narrative under one initiative, to be read for what it says about deliverables."""

    initiative: str
    text: str
    source: str
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """Something an assignment letter asks for."""

    slug: str
    initiative: str
    text: str
    letter: str
    source: str
    due_on: date | None = None
    is_tentative: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    claims: tuple[Claim, ...] = ()
    deliverables: tuple[Deliverable, ...] = ()
    statuses: tuple[Status, ...] = ()
    texts: tuple[Text, ...] = ()
    orders: tuple[Order, ...] = ()

    def about(self, kind: str, predicate: str) -> Iterator[Claim]:
        return (claim for claim in self.claims if claim.kind == kind and claim.predicate == predicate)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not fit: `sentence` says it, `facts` are what it stands on: (text, source key, date).

    A fact with an empty source key was written here. `initiatives` are the slugs of those whose lead should look.
    """

    code: str
    severity: str
    subject_kind: str
    subject_slug: str
    sentence: str
    facts: list[tuple[str, str, date | None]] = field(default_factory=list)
    initiatives: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The same finding on the same facts has the same digest, whatever order the facts are in."""
        told = [
            self.code,
            self.subject_kind,
            self.subject_slug,
            *sorted(f"{text}|{key}|{day}" for text, key, day in self.facts),
        ]
        return sha256("\n".join(told).encode()).hexdigest()[:20]
