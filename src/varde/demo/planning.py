"""Each patient's self-management plan: the definitions of her conditions, her own values, words and people."""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from varde.demo.bodies import Body
from varde.demo.dice import clipped, dated_id, dice
from varde.demo.places import Home
from varde.plans.content import AboutMe, Contact, Goal, PlanContent
from varde.plans.definitions import compose
from varde.plans.models import CarePlanVersion, VersionStatus

DEFINITIONS = {"kols": "kols-voksen", "hjertesvikt": "hjertesvikt-voksen"}
STABLE_DAYS = (0, 2, 4)
MATTERS = (
    "Å kunne være med på søndagsmiddag hos datteren min.",
    "Å gå til butikken og hjem igjen uten å måtte stoppe.",
    "Å sove gjennom natten.",
    "Å få være hjemme i huset mitt.",
    "Å komme meg på hytta til sommeren.",
    "Å spille i pensjonistorkesteret hver tirsdag.",
    "Å følge barnebarnet på fotball.",
)
GOALS = (
    Goal("Gå tur hver dag", measure="minutter", target="20"),
    Goal("Bruke pusteteknikken når det blir tungt", measure="ganger i uken", target="5"),
    Goal("Trene med gruppa på Frisklivssentralen", measure="ganger i uken", target="2"),
    Goal("Kjenne igjen tegnene på forverring tidlig"),
)
RESERVE = (
    "Prednisolon 20 mg i 7 dager etter avtale med lege",
    "Antibiotika ligger hjemme, starter etter avtale med lege",
    "Ingen reservemedisin",
)


def content(index: int, body: Body, first_day: date, kin: str, home: Home, *, is_stable: bool) -> PlanContent:
    """The plan of patient number `index`; a stable patient measures three days a week, the others every day."""
    rng = dice("plan", index)
    composed = compose([DEFINITIONS[condition] for condition in body.conditions], values(rng, body, first_day))
    schedule = composed.schedule
    if is_stable:
        schedule = tuple(
            msgspec.structs.replace(slot, weekdays=STABLE_DAYS) if len(slot.weekdays) == 7 else slot
            for slot in schedule
        )
    return msgspec.structs.replace(
        composed,
        schedule=schedule,
        about_me=AboutMe(
            situation=rng.choice(("Pensjonist", "Uføretrygdet", "Arbeider halv stilling")),
            conditions=tuple("Kols" if condition == "kols" else "Hjertesvikt" for condition in body.conditions),
            home=rng.choice(("Bor alene", "Bor sammen med ektefelle", "Bor i omsorgsbolig")),
        ),
        what_matters=rng.choice(MATTERS),
        goals=tuple(rng.sample(GOALS, 2)),
        my_normal=my_normal(body),
        contacts=(
            Contact("Oppfølgingstjenesten", home.crew.name, home.crew.phone, "mandag–fredag 08.00–15.30"),
            Contact("Fastlege", home.practice_name),
            Contact("Pårørende", kin),
        ),
    )


def values(rng: random.Random, body: Body, first_day: date) -> dict[str, str | float | bool | None]:
    found: dict[str, str | float | bool | None] = {}
    if "kols" in body.conditions:
        found |= {
            "oxygen_target": "88-92" if body.retains_co2 else "94-98",
            "spo2_reference": float(round(body.spo2)),
            "pulse_reference": float(round(body.pulse)),
            "home_oxygen": float(rng.choice((0, 1, 2))) if body.retains_co2 else 0.0,
            "usual_reliever": float(body.reliever),
            "reserve_medicine": rng.choice(RESERVE),
        }
    if "hjertesvikt" in body.conditions:
        found |= {
            "target_weight": round(body.weight, 1),
            "target_weight_date": first_day.isoformat(),
            "sbp_low": clipped(round(body.sbp - 24), 80, 100),
            "pulse_low": clipped(round(body.pulse - 20), 40, 50),
            "pulse_high": clipped(round(body.pulse + 24), 95, 120),
            "diuretic_plan": rng.choice(("Ja, etter legens skriftlige plan", "Nei, bare etter avtale")),
            "has_pacemaker_or_af": rng.choice(("Nei", "Nei", "Atrieflimmer", "Pacemaker")),
        }
    return found


def my_normal(body: Body) -> str:
    parts = []
    if "kols" in body.conditions:
        parts.append(
            f"Oksygenet er rundt {body.spo2:.0f} og pulsen rundt {body.pulse:.0f} når jeg hviler. Jeg hoster litt om morgenen."
        )
    if "hjertesvikt" in body.conditions:
        weight = f"{body.weight:.1f}".replace(".", ",")
        parts.append(f"Jeg veier rundt {weight} kg, sover med to puter og er litt hoven rundt anklene om kvelden.")
    return " ".join(parts)


def versions(
    index: int, patient_id: UUID, plan: PlanContent, start: datetime, home: Home, changes: Sequence[int] = ()
) -> list[CarePlanVersion]:
    """The plan as versions: drafted, approved and accepted before `start`, and made anew `changes` days later.

    What changes from one version to the next is a goal, never a limit.
    """
    rng = dice("versions", index)
    begins = [start, *(start + timedelta(days=days) for days in changes)]
    ends = [*begins[1:], None]
    return [
        CarePlanVersion(
            id=dated_id(rng, begin),
            patient_id=patient_id,
            number=number,
            status=VersionStatus.SUPERSEDED if end else VersionStatus.ACTIVE,
            content=(plan if end is None else msgspec.structs.replace(plan, goals=plan.goals[:1])).text(),
            valid_from=begin,
            valid_to=end,
            review_due=(begin + timedelta(days=180)).date(),
            drafted_by=home.crew.nurses[0].display,
            drafted_at=begin - timedelta(days=6),
            approved_by=home.crew.physician,
            approved_role="Sykehuslege",
            approved_at=begin - timedelta(days=2),
            accepted_at=begin - timedelta(hours=20),
            controller_org=home.crew.organization,
        )
        for number, (begin, end) in enumerate(zip(begins, ends, strict=True), 1)
    ]
