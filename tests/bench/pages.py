"""Pages as the web server answers them: a signed-in officer, one kept connection, loopback."""

from __future__ import annotations

import re
from collections.abc import Iterator
from time import monotonic

import httpx

from tajawub.node.rehearsal import JUDGE

from .figures import Figure, percentile
from .nodes import Clerk, NotSeen

SECTION = "Pages: the real web server, signed in, one connection"
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def measure(clerk: Clerk, port: int, request: str, acts: int, *, runs: int, count: int) -> Iterator[Figure]:
    """Ask for the dossier of a request with so many acts, and for the desk, `count` times in each run."""
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False) as browser:
        _sign_in(browser, clerk.order("sign_in", officer=JUDGE))
        for name, path in ((f"dossier of {acts} acts", f"/requests/{request}/"), ("desk", "/")):
            size = len(_get(browser, path).content)
            spent = [[_milliseconds(browser, path) for _ in range(count)] for _ in range(runs)]
            for share in (0.5, 0.95):
                values = tuple(percentile(run, share) for run in spent)
                note = f"{size // 1000} kB of HTML" if share == 0.5 else ""
                told = f"{name}, p{share * 100:.0f}"
                yield Figure(SECTION, told, "ms", values, note=note)


def _sign_in(browser: httpx.Client, path: str) -> None:
    token = _TOKEN.search(_get(browser, path).text)
    if token is None:
        raise NotSeen("the page of the sign-in link has no button")
    origin = str(browser.base_url).rstrip("/")
    answer = browser.post(path, data={"csrfmiddlewaretoken": token[1]}, headers={"Origin": origin})
    if answer.status_code != 302:
        raise NotSeen(f"the sign-in link was answered with {answer.status_code}")


def _get(browser: httpx.Client, path: str) -> httpx.Response:
    answer = browser.get(path)
    if answer.status_code != 200:
        raise NotSeen(f"{path} was answered with {answer.status_code}, not with a page")
    return answer


def _milliseconds(browser: httpx.Client, path: str) -> float:
    began = monotonic()
    _get(browser, path)
    return (monotonic() - began) * 1000
