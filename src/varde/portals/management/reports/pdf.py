"""A report as a tagged PDF (PDF/UA). WeasyPrint needs Pango from the operating system; without it pages still work."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from threading import Lock
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string

from varde.portals.management.reports import document
from varde.reports.models import Edition

HOW_TO_GET_IT = "PDF krever Pango på serveren: installer pakken libpango-1.0-0 og libpangoft2-1.0-0, og start på nytt."
_one_at_a_time = Lock()


class NotAvailable(RuntimeError):
    """PDFs cannot be made here; says what to do."""


@cache
def problem() -> str:
    """Why PDFs cannot be made here, as one line; empty when they can."""
    try:
        import weasyprint
    except OSError:
        return HOW_TO_GET_IT
    return "" if weasyprint.__version__ else HOW_TO_GET_IT


def of(edition: Edition, language: str) -> bytes:
    """The PDF of an edition. A published one is kept: it never changes. Raises NotAvailable."""
    if problem():
        raise NotAvailable(problem())
    if edition.is_published:
        return _kept(_Published(edition.id, language, edition.report.delivered_on, edition))
    return _made(edition, language)


@dataclass(frozen=True, slots=True)
class _Published:
    """What a published PDF depends on; the rest of the edition never changes."""

    id: UUID
    language: str
    delivered_on: date | None
    edition: Edition = field(compare=False)


@lru_cache(maxsize=16)
def _kept(one: _Published) -> bytes:
    return _made(one.edition, one.language)


def _made(edition: Edition, language: str) -> bytes:
    shown = document.of(edition, language)
    return written(render_to_string("management/reports/pdf.html", {"document": shown, "in_pdf": True}))


def written(html: str) -> bytes:
    """HTML to PDF/UA-1, with our own style sheet. Whatever the HTML asks to have fetched is refused."""
    import weasyprint

    style = files("varde.portals.management").joinpath("static/management/report-print.css").read_text("utf-8")
    refusing = _refusing()
    with _one_at_a_time:
        page = weasyprint.HTML(string=html, base_url=None, url_fetcher=refusing)
        sheets = [weasyprint.CSS(string=style, url_fetcher=refusing)]
        made: bytes = page.write_pdf(stylesheets=sheets, pdf_variant="pdf/ua-1")
    return made


def _refusing() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class Refusing(URLFetcher):  # type: ignore[misc]  # weasyprint has no types
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            raise FatalURLFetchingError(f"A report fetches nothing: {url[:200]}")

    return Refusing()
