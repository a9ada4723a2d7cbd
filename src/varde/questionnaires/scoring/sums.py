"""Forms whose score is the sum of some of their items."""

from collections.abc import Iterable, Mapping
from typing import Any


def total(items: Iterable[str], answers: Mapping[str, Any]) -> float | None:
    """The sum of the named items, None when one of them is not answered."""
    points = [answers.get(item) for item in items]
    return None if any(point is None for point in points) else float(sum(points))  # type: ignore[arg-type]
