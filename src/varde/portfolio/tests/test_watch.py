"""The watch finds what does not fit in the programme's own papers, is silent where all fits, and hears each sabotage."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from varde.geography import actions as geography
from varde.indicators.models import Source
from varde.lib.context import Actor
from varde.portfolio import actions, collecting, papers, watch
from varde.portfolio.facts import Facts, Finding, Moment, Text
from varde.portfolio.rules import RULES
from varde.portfolio.tests.clean import BOOK, CLEAN, ON, REPORT, claim, day, month
from varde.projects import actions as projects
from varde.projects.models import Participation, Project, Role
from varde.projects.models.spread import SYNTHETIC_SOURCE

BY = Actor("worker", UUID(int=1), "Innlasting")

# What the programme's papers are known to contradict themselves about: row of the requirements → finding.
FLAGS = {
    "A19": ("counted_before_joined", "spredning"),
    "A20": ("owner_not_among_participants", "finnmark"),
    "A40 text": ("text_says_done", "nasjonale-faglige-rad"),
    "A40 overdue": ("overdue_under_control", "nasjonale-faglige-rad"),
    "A40 status": ("stale_status", "spredning"),
    "B18": ("ordered_not_among_deliverables", "rapport-september-2022"),
    "B30": ("text_says_planned", "arsrapport-omsorgstjenestene"),
    "D02": ("sources_disagree", "tilskuddsrunde-2022"),
    "D05 Finnmark": ("sources_disagree", "finnmark"),
    "D05 Helgeland": ("sources_disagree", "helgeland"),
    "D29": ("part_exceeds_whole", "spredning"),
    "E85": ("sources_disagree", "digital-hjemmeoppfolging"),
    "E117": ("out_of_order", "digital-hjemmeoppfolging"),
}
# The rest follows from the same rules: three more deliverables that are past their dates, two statuses without a date.
ALSO = {
    ("overdue_under_control", "status-og-gevinstrapport-2023"),
    ("overdue_under_control", "sluttrapport"),
    ("overdue_under_control", "ehin-2023"),
    ("undated_status", "flytte-tjenester-hjem"),
    ("undated_status", "sentrale-tiltak"),
}


@pytest.fixture(scope="module")
def imported(database) -> Facts:
    geography.load()
    projects.load(by=BY)
    actions.load(by=BY)
    return collecting.collected()


def keys(found: list[Finding]) -> set[tuple[str, str]]:
    return {(one.code, one.subject_slug) for one in found}


def test_it_finds_every_flag_and_nothing_else(imported):
    assert keys(watch.judge(imported, ON)) == {*FLAGS.values(), *ALSO}
    assert len(watch.judge(imported, ON)) == len(FLAGS) + len(ALSO)


@pytest.mark.parametrize(
    ("flag", "sources", "words"),
    [
        ("A19", {"portefolje-spredning", "erfaringsrapport-3-3"}, "19 helsefellesskap"),
        ("A20", {"portefolje-spredning", "erfaringsrapport-3-3"}, "Hammerfest, Kautokeino, Nordkapp"),
        ("A40 text", {"portefolje-spredning", "portefolje-sentrale-tiltak"}, "står som ikke levert"),
        ("B30", {"portefolje-flytte-hjem"}, "fortsatt er planlagt"),
        ("D02", {"erfaringsrapport-3-3", "tilskuddswebinar-2022"}, "juni 2022 eller 01.07.2022"),
        ("D05 Finnmark", {"portefolje-spredning", "erfaringsrapport-3-3"}, "februar 2023 eller oktober 2023"),
        ("D29", {"erfaringsrapport-3-3"}, "18 videreførte prosjekter er flere enn de 17"),
        ("E117", {"portefolje-spredning", "tilskuddswebinar-2022"}, "(01.09.2022) ligger etter"),
    ],
)
def test_a_finding_says_what_and_shows_what_it_stands_on(imported, flag, sources, words):
    (found,) = [one for one in watch.judge(imported, ON) if (one.code, one.subject_slug) == FLAGS[flag]]
    assert words in found.sentence
    assert {source for _, source, _ in found.facts} == sources


def test_before_the_dates_have_passed_nothing_is_late(imported):
    early = {one.code for one in watch.judge(imported, date(2022, 9, 1))}
    assert early.isdisjoint({"overdue_under_control", "stale_status", "ordered_not_among_deliverables"})


def test_each_rule_is_needed(imported, monkeypatch):
    for name in list(RULES):
        with monkeypatch.context() as without:
            without.delitem(RULES, name)
            assert keys(watch.judge(imported, ON)) < {*FLAGS.values(), *ALSO}, name


def test_no_rule_knows_a_name(imported):
    """The same papers about other things, from other sources, contradict themselves in the same ways."""
    before = Counter(one.code for one in watch.judge(imported, ON))
    assert Counter(one.code for one in watch.judge(_renamed(imported), ON)) == before


def _renamed(facts: Facts) -> Facts:
    def other(slug: str) -> str:
        return slug and f"x{slug[::-1]}"

    def all_other(slugs: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(other, slugs))

    return Facts(
        tuple(replace(c, subject=other(c.subject), source=other(c.source), name="", quote="", concerns=all_other(c.concerns))
              for c in facts.claims),
        tuple(replace(d, slug=other(d.slug), source=other(d.source), under=all_other(d.under), answers=other(d.answers))
              for d in facts.deliverables),
        tuple(replace(s, initiative=other(s.initiative), name="Noe", source=other(s.source)) for s in facts.statuses),
        tuple(replace(t, initiative=other(t.initiative), source=other(t.source)) for t in facts.texts),
        tuple(replace(o, slug=other(o.slug), initiative=other(o.initiative)) for o in facts.orders),
    )  # fmt: skip


REPAIRS: dict[str, Callable[[Facts], Facts]] = {
    "A20": lambda f: _without_claims(f, lambda c: c.subject == "finnmark" and c.predicate == "owner"),
    "A40 text": lambda f: replace(
        f, texts=tuple(replace(t, text=re.sub("publisert", "nevnt", t.text)) for t in f.texts)
    ),
    "A40 status": lambda f: replace(f, statuses=tuple(replace(s, as_of=ON) if s.as_of else s for s in f.statuses)),
    "B18": lambda f: _deliverable(f, "anbefaling-veien-videre", answers="rapport-september-2022"),
    "B30": lambda f: replace(f, texts=tuple(t for t in f.texts if "Planlagt publisering" not in t.text)),
    "D02": lambda f: _without_claims(f, lambda c: "juli" in c.quote),
    "D05 Helgeland": lambda f: _without_claims(f, lambda c: c.subject == "helgeland" and "mars" in c.quote),
    "D29": lambda f: _without_claims(f, lambda c: c.predicate == "projects-continued"),
    "E85": lambda f: _without_claims(f, lambda c: c.value == "flere"),
    "E117": lambda f: _without_claims(f, lambda c: c.is_planned and c.predicate == "approved"),
}


@pytest.mark.parametrize("flag", REPAIRS)
def test_what_is_put_right_is_no_longer_said_and_the_rest_still_is(imported, flag):
    assert keys(watch.judge(REPAIRS[flag](imported), ON)) == {*FLAGS.values(), *ALSO} - {FLAGS[flag]}


def _without_claims(facts: Facts, which: Callable[..., bool]) -> Facts:
    return replace(facts, claims=tuple(c for c in facts.claims if not which(c)))


def _deliverable(facts: Facts, slug: str, **changes: object) -> Facts:
    return replace(
        facts,
        deliverables=tuple(replace(d, **changes) if d.slug == slug else d for d in facts.deliverables),  # type: ignore[arg-type]
    )


def test_where_all_fits_it_is_silent():
    assert watch.judge(CLEAN, ON) == []


def test_an_empty_portfolio_is_silent():
    assert watch.judge(Facts(), ON) == []


def _claim_more(*args: str, **said: object) -> Callable[[Facts], Facts]:
    return lambda f: replace(f, claims=(*f.claims, claim(*args, **said)))


def _say(text: str) -> Callable[[Facts], Facts]:
    return lambda f: replace(f, texts=(*f.texts, Text("nord", text, BOOK, ON)))


SABOTAGE: dict[str, tuple[str, Callable[[Facts], Facts]]] = {
    "a date that slips past": ("overdue", lambda f: _deliverable(f, "slutt", due_on=date(2026, 11, 24))),
    "the same under a calm status": (
        "overdue_under_control",
        lambda f: _deliverable(f, "slutt", due_on=date(2026, 11, 24), under=("nord",)),
    ),
    "a flag taken back": ("text_says_done", lambda f: _deliverable(f, "rad", is_delivered=False, due_on=date(2027, 1, 1))),
    "another day": ("text_says_other_date", lambda f: _deliverable(f, "plan", delivered_on=date(2025, 7, 30))),
    "a plan that is over": ("text_says_planned", _say("Planlagt publisering av råd om måling er i vår.")),
    "negated": ("text_says_planned", _say("Driftsplanen er ennå ikke levert.")),
    "next sentence": ("text_says_done", _say("Nå om messen. Standen er nå levert.")),
    "an old status": (
        "stale_status",
        lambda f: replace(f, statuses=(replace(f.statuses[0], as_of=date(2026, 5, 1)), *f.statuses[1:])),
    ),
    "a status without a date": (
        "undated_status",
        lambda f: replace(f, statuses=(replace(f.statuses[0], as_of=None), *f.statuses[1:])),
    ),
    "an answer lost": ("ordered_not_among_deliverables", lambda f: _deliverable(f, "plan", answers="")),
    "a month that is not the day's": (
        "sources_disagree",
        _claim_more("round", "runde-1", "announced", "avisa", moment=month(2025, 2)),
    ),
    "another number on the same day": (
        "sources_disagree",
        _claim_more("programme", "nord", "municipalities", REPORT, number=8, as_of=date(2025, 12, 31)),
    ),
    "another word": ("sources_disagree", _claim_more("method", "maling", "gp-contacts", "avisa", value="flere")),
    "another owner": ("sources_disagree", _claim_more("project", "vidde", "owner", REPORT, value="Mo")),
    "approved before the hearing ended": (
        "out_of_order",
        lambda f: _without_claims(f, lambda c: c.predicate == "hearing_ends" or (c.predicate == "approved" and not c.is_planned))
        and _claim_more("recommendation", "rad", "hearing_ends", "avisa", moment=day(2025, 9, 2))(
            _without_claims(f, lambda c: c.predicate == "hearing_ends")
        ),
    ),
    "an owner nobody listed": (
        "owner_not_among_participants",
        lambda f: _without_claims(f, lambda c: c.predicate == "participant" and c.value == "Vik"),
    ),
    "one that joined too late": (
        "counted_before_joined",
        lambda f: replace(
            f,
            claims=tuple(
                replace(c, moment=day(2025, 5, 2)) if (c.subject, c.predicate) == ("vidde", "joined") else c for c in f.claims
            ),
        ),
    ),
    "more go on than there were": (
        "part_exceeds_whole",
        _claim_more("programme", "nord", "areas-continued", REPORT, number=5, as_of=date(2026, 1, 1)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SABOTAGE)
def test_each_sabotage_is_heard(name):
    code, sabotage = SABOTAGE[name]
    assert code in {one.code for one in watch.judge(sabotage(CLEAN), ON)}


@settings(max_examples=60, deadline=None)
@given(st.permutations(range(len(CLEAN.claims))), st.permutations(range(len(CLEAN.deliverables))))
def test_the_order_of_the_papers_means_nothing(claims, deliverables):
    facts = replace(
        SABOTAGE["another owner"][1](CLEAN),
        deliverables=tuple(CLEAN.deliverables[i] for i in deliverables),
    )
    shuffled = replace(facts, claims=(facts.claims[-1], *(facts.claims[i] for i in claims)))
    assert keys(watch.judge(shuffled, ON)) == keys(watch.judge(facts, ON)) == {("sources_disagree", "vidde")}


@settings(max_examples=80, deadline=None)
@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.booleans(), st.booleans())
def test_overdue_is_exactly_past_its_date_and_not_delivered(due, delivered, calm):
    facts = replace(
        _deliverable(CLEAN, "slutt", due_on=due, is_delivered=delivered, under=("nord",) if calm else ("sor",)),
        texts=(),
    )
    late = {one.code for one in watch.judge(facts, ON) if one.subject_slug == "slutt"}
    expected = set() if delivered or due >= ON else {"overdue_under_control" if calm else "overdue"}
    assert late == expected


@settings(max_examples=80, deadline=None)
@given(st.dates(date(2022, 1, 1), date(2023, 12, 31)), st.dates(date(2022, 1, 1), date(2023, 12, 31)), st.booleans())
def test_two_sources_clash_when_no_day_suits_both(one, other, is_month):
    first, second = Moment(one), Moment(other, is_month)
    facts = Facts(
        (claim("round", "r", "announced", BOOK, moment=first), claim("round", "r", "announced", REPORT, moment=second))
    )
    suits = (one.year, one.month) == (other.year, other.month) if is_month else one == other
    assert bool(watch.judge(facts, ON)) is not suits


def test_what_a_demo_draws_by_lot_is_no_source(imported):
    Source.objects.using("owner").create(key=SYNTHETIC_SOURCE, short="demo", title="Demo", publisher="Varde")
    Participation.objects.using("owner").create(
        project=Project.objects.get(slug="agder"), municipality_id="4206", role=Role.PARTNER, source_id=SYNTHETIC_SOURCE
    )
    assert collecting.collected().claims == imported.claims


def test_a_clean_portfolio_in_the_database_is_silent_too(imported):
    """Brought in as a file beside the real one: nothing is said of it."""
    actions.bring_in(_clean_file(), by=BY)
    said = [one for one in watch.findings(ON) if "rolig" in one.initiatives or one.subject_slug.startswith("rolig")]
    assert said == []
    assert keys(watch.findings(ON)) == {*FLAGS.values(), *ALSO}


def _clean_file() -> papers.PortfolioFile:
    source = "portefolje-spredning"
    order = papers.OrderFile("rolig-bestilling", "Lag en rapport", due_on=date(2025, 1, 1))
    return papers.PortfolioFile(
        [],
        [
            papers.DeliverableFile("rolig-rapport", "Rapport om ro", source, ["rorapporten"], due_on=date(2025, 1, 1),
                                   is_delivered=True, delivered_on=date(2024, 12, 20), answers="rolig-bestilling"),
            papers.DeliverableFile("rolig-slutt", "Sluttrapport om ro", source, due_on=date(2027, 1, 1)),
        ],
        [
            papers.InitiativeFile(
                "rolig", "Rolig tiltak", source, owner="Helsedirektoratet",
                report=papers.ReportFile("under_control", "Rorapporten ble levert i desember 2024.", as_of=date(2026, 11, 1)),
                deliverables=[papers.DeliveryFile("rolig-rapport"), papers.DeliveryFile("rolig-slutt", "Skal leveres i 2027.")],
                assignments=[papers.AssignmentFile("rolig-brev", "Brev om ro", "HOD", "Lag en rapport", orders=[order])],
            )
        ],
    )  # fmt: skip
