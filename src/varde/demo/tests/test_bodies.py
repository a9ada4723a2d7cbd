"""The synthetic cohort has the moments it claims: scatter while stable, size at onset, how often it gets worse."""

from statistics import mean, pstdev

from varde.demo.bodies import Body, Episode, body, episodes, exacerbation, live
from varde.demo.dice import dice

KOLS = Body(("kols",), 93.0, 80.0, 70.0, 130.0, 78.0, 2)
HEART = Body(("hjertesvikt",), 96.0, 70.0, 85.0, 124.0, 74.0, 0)


def test_stable_spo2_and_pulse_scatter_as_measured_in_stable_kols() -> None:
    scatters = [_scatter(dice("stable", n)) for n in range(40)]
    assert 0.6 < mean(spo2 for spo2, _ in scatters) < 1.2
    assert 3.0 < mean(pulse for _, pulse in scatters) < 6.0


def _scatter(rng) -> tuple[float, float]:
    days = live(rng, KOLS, [], 90)
    return pstdev(day.spo2 for day in days), pstdev(day.pulse for day in days)


def test_an_exacerbation_lowers_spo2_and_is_gone_afterwards() -> None:
    episode = exacerbation(dice("onset"), 40)
    assert episode.strength(40) > 0.3
    assert episode.strength(42) == max(episode.strength(day) for day in range(90))
    assert episode.strength(40 + episode.recovery + 1) == 0
    days = live(dice("worse"), KOLS, [Episode("kols", 40, 1.0, 11.0, 1.5)], 90)
    assert mean(day.spo2 for day in days[40:45]) < mean(day.spo2 for day in days[:35]) - 1.5


def test_most_hearts_swing_more_than_two_kilos_in_half_a_year_without_being_ill() -> None:
    def swings(number: int) -> bool:
        weights = [day.weight for day in live(dice("weight", number), HEART, [], 180)]
        weekly = [mean(weights[start : start + 7]) for start in range(174)]
        return max(weekly) - min(weekly) > 2.0

    assert sum(map(swings, range(60))) > 30


def test_episodes_come_about_as_often_as_published() -> None:
    rng = dice("rates")
    kols = sum(len(episodes(rng, KOLS, 90)) for _ in range(800)) / 800 * 365 / 90
    heart = sum(len(episodes(rng, HEART, 90)) for _ in range(800)) / 800 * 365 / 90
    assert 1.3 < kols < 2.2
    assert 0.6 < heart < 1.0


def test_bodies_are_drawn_within_what_can_live_at_home() -> None:
    drawn = [body(dice("body", n), ("kols",)) for n in range(500)]
    assert all(87 <= one.spo2 <= 98 and 56 <= one.pulse <= 100 and one.weight >= 44 for one in drawn)
    assert 0.05 < mean(one.retains_co2 for one in drawn) < 0.2
    assert 93 < mean(one.spo2 for one in drawn) < 94
