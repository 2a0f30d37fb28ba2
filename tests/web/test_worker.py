"""The service worker keeps public pages and touches nothing else."""

import json
import re

from relevo.web.worker import worker_source

FILLED = {
    "precache": ["/static/web/relevo.css"],
    "offline": ["/es/sin-red/", "/en/offline/"],
    "private": ["/es/mesa/", "/en/mesa/"],
}


def constant(source, name):
    return json.loads(re.search(rf"\b{name} = (\[.*?\]|\".*?\")[,;]", source)[1])


def test_worker_source_is_filled_in():
    source = worker_source(**FILLED)
    assert constant(source, "PRECACHE") == [
        "/static/web/relevo.css",
        "/es/sin-red/",
        "/en/offline/",
    ]
    assert constant(source, "OFFLINE") == ["/es/sin-red/", "/en/offline/"]
    assert constant(source, "PRIVATE") == ["/es/mesa/", "/en/mesa/"]
    assert "__" not in source


def test_worker_version_follows_the_content():
    versions = {
        constant(worker_source(**(FILLED | change)), "VERSION")
        for change in ({}, {}, {"precache": []}, {"private": ["/es/mesa/"]})
    }
    assert len(versions) == 3
