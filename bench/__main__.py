"""`make bench`: ratios measured side by side in one run, as a table and in bench/results/."""

import argparse
import sys

from bench import board, door, floor, ground, lists, table
from bench.rounds import Round, add


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--full", action="store_true", help="from 1,000 to 20,000 patients and 10 million values")
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=("door", "lists", "board"))
    asked = parser.parse_args()
    bars = table.Table()
    with ground.laid() as laid:
        if asked.only in (None, "door"):
            _door(laid, asked.seconds, asked.rounds, bars)
        if asked.only in (None, "lists"):
            lists.measure(laid, bars, is_full=asked.full, rounds=asked.rounds * 20)
        if asked.only in (None, "board"):
            board.measure(laid, bars, is_full=asked.full, rounds=asked.rounds * 3)
    bars.print()
    bars.write()
    return 0 if bars.is_met else 1


def _door(laid: ground.Ground, seconds: float, count: int, bars: table.Table) -> None:
    with laid.owner() as owner:
        floor.make_table(owner)
    rounds = []
    with door.served("bench.grouped") as ours, door.served("bench.ungrouped") as ungrouped:
        door.load(laid, *ours, "single", 32, 2.0)
        door.load(laid, *ours, "bundle", 4, 2.0)
        for number in range(count):
            print(f"  round {number + 1} of {count} ...")
            rounds.append(Round.measured(laid, ours, ungrouped, seconds))
            print(f"    {rounds[-1]}")
    add(bars, rounds)
    with laid.owner() as owner:
        bars.add("Values stored without a judgement", float(door.unjudged(owner)), "<=", 0)


if __name__ == "__main__":
    sys.exit(main())
