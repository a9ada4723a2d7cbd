"""How templates write zones, times and numbers."""

from datetime import UTC, datetime

import pytest
from django.template import engines

from varde.lib import clock

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def written(template: str, **context: object) -> str:
    with clock.frozen(NOW):
        return str(engines["django"].from_string(template).render(context))


@pytest.mark.parametrize(
    ("zone", "word", "shape"),
    [(0, "Vet ikke", "circle"), (1, "Som vanlig", "circle"), (2, "Følg med", "path"), (3, "Trenger hjelp", "rect")],
)
def test_a_zone_is_shape_and_word_together(zone: int, word: str, shape: str) -> None:
    drawn = written("{% zone z %}", z=zone)
    assert word in drawn
    assert f"<{shape} " in drawn
    assert f'data-zone="{zone}"' in drawn


@pytest.mark.parametrize("unknown", [None, "", 7, -1, "rød"])
def test_what_is_no_zone_is_not_known_and_never_green(unknown: object) -> None:
    assert "Vet ikke" in written("{% zone z %}", z=unknown)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 23, 9, 42, tzinfo=UTC), "i dag kl. 10:42"),
        (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), "i dag kl. 00:30"),
        (datetime(2026, 11, 22, 9, 0, tzinfo=UTC), "i går kl. 10:00"),
        (datetime(2026, 11, 24, 7, 30, tzinfo=UTC), "i morgen kl. 08:30"),
        (datetime(2026, 11, 27, 7, 0, tzinfo=UTC), "fredag 27.11. kl. 08:00"),
        (datetime(2026, 7, 1, 8, 0, tzinfo=UTC), "01.07.2026 kl. 10:00"),
        (None, ""),
    ],
)
def test_a_moment_in_words(moment: datetime | None, words: str) -> None:
    assert written("{{ moment|when }}", moment=moment) == words


@pytest.mark.parametrize(
    ("template", "number", "words"),
    [
        ("{{ n|decimal }}", 93.5, "93,5"),
        ("{{ n|decimal }}", 93.0, "93"),
        ("{{ n|decimal:1 }}", "71.44", "71,4"),
        ("{{ n|decimal }}", -0.5, "−0,5"),
        ("{{ n|decimal }}", None, ""),
        ("{{ n|thousands }}", 1204, "1\u202f204"),
        ("{{ n|thousands }}", 0, "0"),
        ("{{ n|day }}", datetime(2026, 11, 22, 23, 30, tzinfo=UTC), "23.11.2026"),
        ("{{ n|age_of }}", datetime(2031, 1, 1, tzinfo=UTC), "fram i tid"),
        ("{{ n|age_of }}", datetime(2026, 11, 23, 9, 5, tzinfo=UTC), "nå"),
        ("{{ n|day_in_words|full_stop }}", datetime(2026, 11, 27, 9, tzinfo=UTC), "fredag 27.11."),
        ("{{ n|day_in_words|full_stop }}", NOW, "i dag."),
        ("{{ n|plan_value }}", "94-98", "94–98"),
        ("{{ n|plan_value }}", "2026-08-31", "31.08.2026"),
        ("{{ n|plan_value }}", "Prednisolon 20-30 mg", "Prednisolon 20-30 mg"),
        ("{{ n|plan_value }}", 91.5, "91,5"),
        ("{{ n|plan_value }}", True, "ja"),
        ("{{ n|unbroken }}", "ring 116 117 nå", "ring 116\u00a0117 nå"),
    ],
)
def test_numbers_and_dates_the_norwegian_way(template: str, number: object, words: str) -> None:
    assert written(template, n=number) == words
