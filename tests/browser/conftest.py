"""Chromium, one window per person; what a window must never do: leave this machine, break its own rules."""

import os
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core import mail
from playwright.sync_api import sync_playwright

SCREENSHOTS = Path(settings.BASE_DIR).parents[1] / "build" / "screenshots"
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
TALLEST_PICTURE = 8000  # pixels; beyond, the picture is of what the window shows
FAILED = pytest.StashKey[bool]()
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
# What Chromium says by itself of an answer or a silence that a test provokes, and looks at.
PROVOKED = re.compile(
    r"Failed to load .*(server responded with a status of 4(09|22)|net::ERR_INTERNET_DISCONNECTED)"
)


@pytest.fixture(scope="session")
def chromium():
    """A running Chromium; its tests are skipped where there is none."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None:
        pytest.skip(
            "No Chromium on this machine: install Debian's package « chromium » to run the browser tests."
        )
    # Playwright keeps an event loop in this thread, where Django would refuse the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@dataclass
class Window:
    """One person's browser: own cookies, own storage; everything that goes wrong in it is written down."""

    page: object
    base: str
    faults: list[str] = field(default_factory=list)

    def watch(self):
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("request", self._request)
        self.page.on("response", self._response)
        return self

    def _console(self, message):
        if message.type in {"error", "warning"} and not PROVOKED.match(message.text):
            self.faults.append(f"console: {message.text}")

    def _request(self, request):
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.hostname not in LOOPBACK:
            self.faults.append(f"request outside: {request.url}")

    def _response(self, response):
        if response.status >= 500:
            self.faults.append(f"{response.status}: {response.url}")

    def go(self, path: str, status: int = 200):
        answer = self.page.goto(f"{self.base}{path}")
        found = answer.status if answer else 200  # none: the same page, another place in it
        assert (found, path) == (status, path)
        if status != 200:
            # Chromium says what the test asked for.
            self.faults = [fault for fault in self.faults if f"status of {status}" not in fault]

    def click(self, name: str, *, role: str = "button", exact: bool = True):
        self.page.get_by_role(role, name=name, exact=exact).click()

    def follow(self, name: str, *, exact: bool = True):
        self.click(name, role="link", exact=exact)

    def press(self, name: str):
        """Press a button that sends a form, and wait for the page that answers."""
        with self.page.expect_navigation():
            self.click(name)

    def confirm(self, name: str, answer: str):
        """Press a button that asks first, once the page's scripts are there to ask, and answer the dialog."""
        self.page.wait_for_load_state()
        self.click(name)
        dialog = self.page.get_by_role("dialog")
        with self.page.expect_navigation():
            dialog.get_by_role("button", name=answer, exact=True).click()

    def fill(self, label: str, value: str):
        self.page.get_by_label(label).first.fill(value)

    def says(self, text: str) -> bool:
        return text in self.text

    @property
    def text(self) -> str:
        return self.page.locator("body").inner_text()

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def overflow(self) -> int:
        """How many pixels the document is wider than the window."""
        return self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )

    def picture(self, name: str):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        tall = self.page.evaluate("document.documentElement.scrollHeight") > TALLEST_PICTURE
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=not tall)

    def sign_in(self, email: str, password: str):
        self.go("/compte/login/")
        self.page.locator("#id_login").fill(email)
        self.page.locator("input[type=password]").fill(password)
        self.press("Se connecter")
        assert self.path == "/", self.text
        return self


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Keep the outcome of the test's body with the test: a failed one leaves a picture of each window."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture
def make_window(chromium, request):
    """Return a function that opens a window on `base`; at the end no window may have anything to say."""
    windows: list[Window] = []

    def make(base: str, viewport=WIDE) -> Window:
        context = chromium.new_context(
            viewport=viewport, locale="fr-FR", timezone_id="Europe/Paris", reduced_motion="reduce"
        )
        context.set_default_timeout(20_000)
        windows.append(Window(context.new_page(), base).watch())
        return windows[-1]

    yield make
    for number, window in enumerate(windows):
        if request.node.stash.get(FAILED, False):
            window.picture(f"failed-{request.node.name[:60]}-{number}")
        window.page.context.close()
    assert [fault for window in windows for fault in window.faults] == []


@pytest.fixture
def open_window(make_window, live_server):
    """Return a function that opens a new window on the live server."""
    return lambda viewport=WIDE: make_window(live_server.url, viewport)


def password_link_of(address: str) -> str:
    """Return the path by which `address` was last invited to choose a password."""
    bodies = [message.body for message in mail.outbox if address in message.to]
    links = [link for body in bodies for link in re.findall(r"https?://\S+", body) if "/compte/" in link]
    return urlsplit(links[-1]).path
