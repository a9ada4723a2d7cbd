"""`make bench`: ratios measured side by side in one run, as a table and in bench/results/."""

import argparse
import statistics
import sys

from bench import board, door, floor, ground, lists, table


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


def _door(laid: ground.Ground, seconds: float, rounds: int, bars: table.Table) -> None:
    with laid.owner() as owner:
        floor.make_table(owner)
    single, bundle, binary, one, p99 = [], [], [], [], []
    last: door.Load | None = None
    last_bundle: door.Load | None = None
    with door.served("bench.grouped") as (port, pid), door.served("bench.ungrouped") as (other_port, other_pid):
        door.load(laid, port, pid, "single", 32, 2.0)
        door.load(laid, port, pid, "bundle", 4, 2.0)
        for number in range(rounds):
            print(f"  round {number + 1} of {rounds} ...")
            floor_single = floor.single_commits(laid.patients, seconds)
            last = door.load(laid, port, pid, "single", 32, seconds)
            floor_rows, floor_binary = (
                measured(laid.patients, seconds) for measured in (floor.unnest_rows, floor.binary_unnest_rows)
            )
            last_bundle = door.load(laid, port, pid, "bundle", 4, seconds)
            floor_one = floor.one_commit_p50(laid.patients, 1.0)
            alone = door.load(laid, port, pid, "bundle", 1, 2.0)
            many = door.load(laid, port, pid, "single", 128, seconds)
            many_ungrouped = door.load(laid, other_port, other_pid, "single", 128, seconds)
            for result in (last, last_bundle, alone, many, many_ungrouped):
                if result.bad:
                    raise SystemExit(f"{result.bad} requests failed, the first: {result.first_bad}")
            single.append(last.per_second / floor_single)
            bundle.append(last_bundle.per_second / floor_rows)
            binary.append(last_bundle.per_second / floor_binary)
            one.append(alone.p50 / floor_one)
            p99.append(many.p99 / many_ungrouped.p99)
            print(
                f"    floor {floor_single:,.0f}/s single, {floor_rows:,.0f}/s unnest ({floor_binary:,.0f} in binary); door {last.per_second:,.0f}/s,"
                f" {last_bundle.per_second:,.0f} values/s; 128 clients p99 {many.p99 * 1e3:.0f} ms against"
                f" {many_ungrouped.p99 * 1e3:.0f} ms"
            )
    assert last is not None
    assert last_bundle is not None
    bars.add("FHIR single POST, 32 clients, of the floor's single-row commits", statistics.median(single), ">=", 0.30)
    bars.note(f"processor time per value: server {last.server_us:.0f} µs, database {last.database_us:.0f} µs")
    bars.add("FHIR bundle of 100 over 10 patients, of the floor's unnest rows", statistics.median(bundle), ">=", 0.12)
    bars.note(
        f"processor time per value: server {last_bundle.server_us:.0f} µs, database {last_bundle.database_us:.0f} µs;"
        f" {statistics.median(binary):.3f} of the rows that go in as our own binary columns"
    )
    bars.add("One client's bundle, p50, of the floor's single commit", statistics.median(one), "<=", 10.0)
    bars.add("128 clients, p99, of the same service without group commit", statistics.median(p99), "<=", 0.5)
    with laid.owner() as owner:
        bars.add("Values stored without a judgement", float(door.unjudged(owner)), "<=", 0)


if __name__ == "__main__":
    sys.exit(main())
