"""A portfolio in which everything fits: as many kinds of facts as the real one, and nothing to find on `ON`."""

from datetime import date

from varde.portfolio.facts import Claim, Deliverable, Facts, Moment, Order, Status, Text

ON = date(2026, 11, 25)
BOOK, REPORT = "boka", "rapporten"


def month(year: int, number: int) -> Moment:
    return Moment(date(year, number, 1), is_month=True)


def day(year: int, number: int, of: int) -> Moment:
    return Moment(date(year, number, of))


def claim(kind: str, subject: str, predicate: str, source: str, **said: object) -> Claim:
    return Claim(
        kind, subject, predicate, source, f"{source}: {predicate}", subject.title(), concerns=("nord",), **said
    )  # type: ignore[arg-type]


CLEAN = Facts(
    claims=(
        claim("round", "runde-1", "announced", BOOK, moment=month(2025, 1)),
        claim("round", "runde-1", "announced", REPORT, moment=day(2025, 1, 14)),
        claim("round", "runde-1", "application-deadline", BOOK, moment=day(2025, 2, 1)),
        claim("round", "runde-1", "participation-settled", BOOK, moment=month(2025, 3)),
        claim("round", "runde-1", "participation-settled", REPORT, moment=day(2025, 3, 31)),
        claim("recommendation", "rad", "hearing", BOOK, moment=month(2025, 4)),
        claim("recommendation", "rad", "hearing_ends", BOOK, moment=day(2025, 6, 30)),
        claim("recommendation", "rad", "approved", REPORT, moment=month(2025, 6), is_planned=True),
        claim("recommendation", "rad", "approved", REPORT, moment=day(2025, 8, 1)),
        claim("recommendation", "rad", "published", BOOK, moment=month(2025, 8)),
        claim("programme", "nord", "areas", BOOK, number=3, as_of=date(2025, 5, 1)),
        claim("programme", "nord", "areas", REPORT, number=4, as_of=date(2025, 12, 31)),
        claim("programme", "nord", "projects", BOOK, number=2, as_of=date(2025, 5, 1)),
        claim("programme", "nord", "projects-continued", REPORT, number=2, as_of=date(2025, 12, 31)),
        claim("programme", "nord", "municipalities", BOOK, number=9, as_of=date(2025, 12, 31)),
        claim("programme", "nord", "municipalities-active", BOOK, number=9, as_of=date(2025, 12, 31)),
        claim("project", "fjord", "joined", BOOK, moment=month(2025, 3)),
        claim("project", "fjord", "joined", REPORT, moment=day(2025, 3, 3)),
        claim("project", "fjord", "area", BOOK, value="Indre"),
        claim("project", "fjord", "area", BOOK, value="Ytre"),
        claim("project", "fjord", "owner", BOOK, value="Vik"),
        claim("project", "fjord", "participant", REPORT, value="Vik"),
        claim("project", "fjord", "participant", REPORT, value="Nes"),
        claim("project", "vidde", "joined", REPORT, moment=day(2025, 5, 1)),
        claim("project", "vidde", "area", BOOK, value="Sør"),
        claim("project", "vidde", "owner", BOOK, value="Ås"),
        claim("project", "topp", "joined", BOOK, moment=month(2025, 11)),
        claim("project", "topp", "area", BOOK, value="Høg"),
        claim("method", "maling", "gp-contacts", BOOK, value="færre"),
        claim("method", "maling", "gp-contacts", REPORT, value="færre"),
    ),
    deliverables=(
        Deliverable("plan", "Plan for drift", BOOK, ("driftsplanen",), ("nord",), date(2025, 9, 1), True, date(2025, 8, 20), "bestilling-1"),
        Deliverable("rad", "Godkjenning av råd om måling", BOOK, ("råd om måling",), ("nord", "sor"), date(2025, 9, 1), True),
        Deliverable("slutt", "Sluttrapport", BOOK, ("sluttrapporten",), ("sor",), date(2027, 1, 1)),
        Deliverable("messe", "Stand på messen", BOOK, ("messen",), ("sor",)),
    ),
    statuses=(
        Status("nord", "Nord", "Under kontroll", True, BOOK, date(2026, 10, 1)),
        Status("sor", "Sør", "Krever tiltak", False, REPORT, date(2026, 9, 1)),
    ),
    texts=(
        Text("nord", "Driftsplanen ble levert i august 2025. Råd om måling er publisert.", BOOK, date(2026, 10, 1)),
        Text("nord", "Råd om måling planlegges publisert til høsten.", BOOK, date(2025, 5, 1)),
        Text("sor", "Sluttrapporten er ikke levert. Den skal leveres når tallene er godkjent.", REPORT, date(2026, 9, 1)),
        Text("sor", "Standen på messen er under arbeid. Vi har levert årsrapportering.", REPORT, date(2026, 9, 1)),
    ),
    orders=(
        Order("bestilling-1", "nord", "Lag en plan for drift", "Brev nr. 1", BOOK, date(2025, 9, 15)),
        Order("bestilling-2", "sor", "Rapporter i 2027", "Brev nr. 2", BOOK, date(2027, 1, 1)),
        Order("bestilling-3", "sor", "Vurder på nytt, tentativt i fjor", "Brev nr. 2", BOOK, date(2025, 9, 1), True),
    ),
)  # fmt: skip
