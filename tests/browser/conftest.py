"""A real Chromium against a served node. Skipped, plainly, where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from web.world import World, make_rabat, populate

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    absent = pytest.mark.skip(reason=f"{CHROMIUM} is not there: browser tests are skipped")
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM.exists():
                item.add_marker(absent)


class Reader:
    """One officer's browser: what the page complains of is collected, and must be nothing."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.context, self.site = context, site
        self.complaints: list[str] = []

    def open(self, path: str) -> Page:
        page = self.context.new_page()
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(self.site + path)
        return page


@pytest.fixture(scope="session", autouse=True)
def static_folder() -> None:
    """A node that serves pages has one; the tests' node is made without it."""
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Closed with its module: Playwright keeps an event loop in this thread, and Django would take what follows
    for asynchronous code."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def rabat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_rabat(tmp_path_factory.mktemp("rabat"))


@pytest.fixture(autouse=True)
def playwright_runs_a_loop_beside_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture
def world(transactional_db: None, rabat: Path) -> World:
    return populate(rabat)


class Readers:
    """Opens browsers for officers, and closes them all."""

    def __init__(self, browser: Browser, site: str, world: World) -> None:
        self.browser, self.site, self.world = browser, site, world
        self.opened: list[Reader] = []

    def __call__(self, who: str = "", language: str = "en", *, width: int = 1440, scripts: bool = True) -> Reader:
        context = self.browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if who:
            session = self.world.client(who).cookies[settings.SESSION_COOKIE_NAME]
            cookies[settings.SESSION_COOKIE_NAME] = session.value
        context.add_cookies([{"name": name, "value": value, "url": self.site} for name, value in cookies.items()])
        self.opened.append(Reader(context, self.site))
        return self.opened[-1]


@pytest.fixture
def readers(chromium: Browser, live_server: LiveServer, world: World) -> Iterator[Readers]:
    made = Readers(chromium, live_server.url, world)
    yield made
    for reader in made.opened:
        reader.context.close()
        assert reader.complaints == []
