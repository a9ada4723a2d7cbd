"""Static files: as they lie, with what lets a browser keep them, and not found when they are not there."""

import gzip

from django.contrib.staticfiles import finders
from django.test import Client

ADDRESS = "varde/varde.css"


def test_a_file_comes_as_it_lies():
    response = Client().get(f"/static/{ADDRESS}")
    with open(finders.find(ADDRESS), "rb") as file:
        assert response.content == file.read()
    assert response["Content-Type"].startswith("text/css")
    assert not response.streaming


def test_a_browser_that_has_it_is_told_so():
    first = Client().get(f"/static/{ADDRESS}")
    again = Client().get(f"/static/{ADDRESS}", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_text_is_packed_for_whoever_can_unpack_it():
    packed = Client().get(f"/static/{ADDRESS}", headers={"accept-encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert int(packed["Content-Length"]) == len(packed.content)
    assert gzip.decompress(packed.content) == Client().get(f"/static/{ADDRESS}").content


def test_a_part_is_given_when_a_part_is_asked_for():
    response = Client().get(f"/static/{ADDRESS}", headers={"range": "bytes=0-9"})
    assert (response.status_code, len(response.content)) == (206, 10)


def test_nothing_outside_the_folder_is_found():
    assert Client().get("/static/../settings.py").status_code == 404
