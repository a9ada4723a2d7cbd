"""The table of bars: what was measured, the limit, met or not; written with date, processor and load."""

import json
import os
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


@dataclass
class Bar:
    name: str
    measured: float
    sign: str
    limit: float
    notes: list[str] = field(default_factory=list)

    @property
    def is_met(self) -> bool:
        return self.measured >= self.limit if self.sign == ">=" else self.measured <= self.limit


@dataclass
class Table:
    bars: list[Bar] = field(default_factory=list)

    def add(self, name: str, measured: float, sign: str, limit: float) -> None:
        self.bars.append(Bar(name, measured, sign, limit))

    def note(self, text: str) -> None:
        """A line under the bar added last."""
        self.bars[-1].notes.append(text)

    @property
    def is_met(self) -> bool:
        return all(bar.is_met for bar in self.bars)

    def lines(self) -> list[str]:
        lines = []
        for bar in self.bars:
            verdict = "met" if bar.is_met else "NOT MET"
            lines.append(f"{bar.name:<68} {bar.measured:>8.2f}  {bar.sign} {bar.limit:<6g} {verdict}")
            lines += [f"    {note}" for note in bar.notes]
        met = sum(bar.is_met for bar in self.bars)
        return [*lines, f"{met} passed, {len(self.bars) - met} failed"]

    def print(self) -> None:
        print("\n".join(self.lines()))

    def write(self) -> Path:
        now = datetime.now(UTC)
        path = RESULTS / f"{now:%Y-%m-%d-%H%M}.json"
        path.write_text(
            json.dumps(
                {
                    "at": now.isoformat(timespec="seconds"),
                    "processor": _processor(),
                    "cores": os.cpu_count(),
                    "load": os.getloadavg(),
                    "bars": [asdict(bar) | {"is_met": bar.is_met} for bar in self.bars],
                },
                indent=1,
                ensure_ascii=False,
            )
            + "\n"
        )
        return path


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "unknown"
