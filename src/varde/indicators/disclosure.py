"""Disclosure control: no published figure about people may point at fewer than five of them."""

FEWEST = 5


def is_shown(people: int) -> bool:
    """Whether a count of people may be published. Nobody at all is a fact about a place, not about a person."""
    return people == 0 or people >= FEWEST
