"""The command `varde`: one place that knows how the parts are started together."""

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path

import psycopg
from django.db import OperationalError

from varde import running
from varde.lib.postgres.errors import DatabaseTrouble

DEFAULT_PORT = 8000
SECONDS_OF_A_DAY = 86_400


def main(arguments: Sequence[str] | None = None) -> int:
    """0 done · 1 refused or failed, with one line that says why · 2 wrong use · 130 stopped by Ctrl-C."""
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        return int(options.run(options) or 0)
    except (DatabaseTrouble, psycopg.OperationalError, OperationalError) as trouble:
        print(f"varde: {' '.join(str(trouble).split())}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0 if options.run in (demo, serve, worker, watch) else 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="varde", description="Open platform for digital hjemmeoppfølging.")
    parser.add_argument("--version", action="version", version=version("varde"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(run: Callable[[argparse.Namespace], int | None], **kwargs: str) -> argparse.ArgumentParser:
        added = commands.add_parser(run.__name__.rstrip("_"), help=(run.__doc__ or "").splitlines()[0])
        added.set_defaults(run=run)
        return added

    for run in (demo, serve):
        added = command(run)
        added.add_argument("--port", type=int, default=int(os.environ.get("PORT") or DEFAULT_PORT))
        added.add_argument(
            "--processes",
            type=int,
            default=running.processes(),
            help=f"that serve side by side ({running.processes()})",
        )
    commands.choices["demo"].add_argument(
        "--patients", type=int, help="so many told day by day (else 60, and the country thinly)"
    )
    commands.choices["demo"].add_argument("--fresh", action="store_true", help="remove the demo's data first")
    commands.choices["serve"].add_argument("--while-stdin-open", action="store_true", help=argparse.SUPPRESS)
    command(worker).add_argument("--while-stdin-open", action="store_true", help=argparse.SUPPRESS)
    _watch_parser(command(watch))
    command(migrate)
    command(check)
    command(token).add_argument("--client", required=True, help="name of the system client, e.g. demo-gateway")
    importing = command(import_)
    importing.add_argument("file", type=Path, metavar="FILE")
    importing.add_argument("--patient", metavar="ID", help="everything in the file is about this patient")
    importing.add_argument("--create-patients", action="store_true", help="demo only: make the file's patients")
    importing.add_argument("--client", default="demo-gateway", help="the system client that imports")
    command(figures).add_argument("what", choices=("recompute", "check"), help="count them again, or only compare")
    _programme_parser(command(programme))
    return parser


def _watch_parser(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--url", help="where Varde answers (else this machine, --port)")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or DEFAULT_PORT))
    parser.add_argument("--every", type=float, default=30, metavar="SECONDS", help="between measurements (30)")
    parser.add_argument(
        "--signal", default=os.environ.get("VARDE_WATCH_SIGNAL", ""), metavar="WHERE",
        help="an address to post to, or a command to run, with how it went (VARDE_WATCH_SIGNAL)",
    )  # fmt: skip


def _programme_parser(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(required=True, dest="what", metavar="WHAT")
    what.add_parser("load", help="the country, the projects, the portfolio and the status box, with their sources")
    people = what.add_parser(
        "population", help="a CSV file with the columns number and people, for figures per inhabitant"
    )
    people.add_argument("file", type=Path, metavar="FILE")
    people.add_argument("--source", required=True, help="where the numbers come from, as the pages shall say it")
    people.add_argument("--as-of", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD")
    people.add_argument(
        "--listed", action="store_true", help="patients on lists of general practitioners, one line each"
    )


def demo(options: argparse.Namespace) -> None:
    """start the database, load the demo and serve it; Ctrl-C stops everything"""
    from varde import showing

    began = time.monotonic()

    def say(text: str) -> None:
        print(f"{time.monotonic() - began:6.1f} s  {text}", flush=True)

    with running.listening(options.port) as socket, running.database("demo", may_make=True, say=say):
        showing.prepare(options.patients, fresh=options.fresh, say=say)
        running.refuse_unsafe()
        with running.child("worker", "--while-stdin-open"), running.helped(socket, options.processes) as told:
            say("ready")
            print(showing.welcome(options.port), flush=True)
            running.serve(socket, told=told)
            say("stopping ...")
    say("stopped; what was entered is kept")


def serve(options: argparse.Namespace) -> None:
    """serve the pages and the FHIR door on 127.0.0.1 (migrate first; run `varde worker` beside it)"""
    is_helper = options.while_stdin_open
    if is_helper:
        running.end_when_stdin_closes(answering_first=True)
    with running.listening(options.port, is_first=not is_helper) as socket, running.database():
        running.refuse_unsafe()
        with running.helped(socket, 1 if is_helper else options.processes) as told:
            running.serve(socket, told=told)


def worker(options: argparse.Namespace) -> None:
    """run the loop that notices what has become overdue"""
    if options.while_stdin_open:
        running.end_when_stdin_closes()
    with running.database():
        running.refuse_unmigrated()
        from varde.indicators import folding
        from varde.triage.loop import run_forever

        run_forever(folding.fold)


def watch(options: argparse.Namespace) -> None:
    """send a measurement the whole way in, again and again, and tell somebody outside how it went"""
    with running.database():
        running.refuse_unmigrated()
        from varde import watching

        def say(text: str) -> None:
            print(f"{datetime.now().astimezone():%H:%M:%S}  {text}", flush=True)

        token, patient = watching.canary()
        url = (options.url or f"http://127.0.0.1:{options.port}").rstrip("/")
        watched = watching.Watch(url, token, patient, watching.signal_to(options.signal, say))
        said, renewed = None, time.monotonic()
        while True:
            if time.monotonic() - renewed > SECONDS_OF_A_DAY:
                (watched.token, _), renewed = watching.canary(), time.monotonic()
            if (problem := watched.round()) != said:
                say(problem or f"{url} takes in measurements and reads them back")
            said = problem
            time.sleep(options.every)


def migrate(options: argparse.Namespace) -> None:
    """bring the database to the present schema, with its policies and functions"""
    with running.database(may_make=True):
        running.migrate(verbosity=1)


def check(options: argparse.Namespace) -> int:
    """say what keeps this installation from being ready"""
    with running.database():
        running.django_ready()
        from varde import health

        problems = health.troubles()
    for problem in problems:
        print(problem, file=sys.stderr)
    print("Ready." if not problems else f"{len(problems)} problems.")
    return 1 if problems else 0


def figures(options: argparse.Namespace) -> int:
    """count the national figures again from every row, or say whether they are what the rows say"""
    with running.database():
        running.refuse_unmigrated()
        from varde.indicators import folding

        if options.what == "recompute":
            folding.recompute()
        wrong = folding.differences()
    print(f"{len(wrong)} totals differ from the rows." if wrong else "Every total is what the rows say.")
    return 1 if wrong else 0


def token(options: argparse.Namespace) -> None:
    """print a fresh bearer token of a system client (the former one stops working)"""
    with running.database():
        running.refuse_unmigrated()
        from varde import showing

        print(showing.token(options.client))


def import_(options: argparse.Namespace) -> int:
    """take in a file of FHIR resources by the same way as the FHIR door"""
    with running.database():
        running.refuse_unmigrated()
        from varde.fhir import importing

        return importing.run(
            options.file, client=options.client, patient=options.patient, create_patients=options.create_patients
        )


def programme(options: argparse.Namespace) -> int:
    """bring in what the national programme's sources say (load), or people per place (population)"""
    with running.database():
        running.refuse_unmigrated()
        from varde import programme as bringing_in
        from varde.geography.actions import PopulationFileError

        if options.what == "load":
            bringing_in.load()
            print("The programme's sources are in.")
            return 0
        try:
            kept = bringing_in.population(
                options.file, source=options.source, as_of=options.as_of, listed=options.listed
            )
        except (PopulationFileError, OSError) as problem:
            print(f"varde: {problem}", file=sys.stderr)
            return 1
        print(f"{kept}: {kept.places.count()} places.")
        return 0


if __name__ == "__main__":
    sys.exit(main())
