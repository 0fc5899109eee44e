"""A real server and a real Chromium. Every visit is watched: a console error or a request to another host fails its test."""

import atexit
import contextlib
import functools
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import servers
from conftest import PROGRAM, ROOT

STATIC = ROOT / "src/smilekg/pages/static/manifest.json"
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
# No sandbox, since tests in a container run as root; nothing that calls home.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]

# One address of each kind of page, without its language.
KINDS = {
    "home": "", "map": "map", "lists": "lists", "ranking": "ranking/2019-2020/livability",
    "ranking-of-100": "ranking/2019-2020/counties", "place": "place/320500", "company": "company/tencent", "app": "app/wechat",
    "town": "town/2019-2020/38", "person": "person/zeng-yong", "entry": "entry/2019-2020/apps/1.3",
    "compare": "compare?place=110000&place=310000&place=440300&place=440100", "questions": "questions",
    "question": "questions/theme-against-composite?theme=livability", "question-on-tiles": "questions/apps-by-province",
    "search": "search?q=suzhou", "sparql": "sparql", "corrections": "corrections", "data": "data", "ontology": "ontology",
}


@dataclass
class Visit:
    """A page that is looked at, and what it did that it should not have done."""

    page: Any
    base: str
    scripts: bool = True
    trouble: list[str] = field(default_factory=list)

    def go(self, path: str, language: str = "zh") -> Any:
        """Opens the page of a path, once its scripts have run."""
        answer = self.page.goto(f"{self.base}/{language}/{path}")
        if self.scripts:
            self._drawn()
        return answer

    def _drawn(self) -> None:
        """Waits for what comes with scripts of its own. The page's policy forbids Playwright's `wait_for_function`."""
        for figure in self.page.locator("figure[data-chart]").all():
            figure.locator("svg.plot").first.wait_for()
        if self.page.locator("#sparql-page").count():
            self.page.locator(".editor .CodeMirror").first.wait_for()

    def watch(self) -> None:
        self.page.on("console", lambda message: self.trouble.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("request", self._asked)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((f"{self.base}/", "data:", "blob:")):
            self.trouble.append(f"asks another host: {request.url}")


@functools.cache
def _served() -> str:
    """One server for all test files, ended with the tests."""
    port, stack = servers.free_port(), contextlib.ExitStack()
    atexit.register(stack.close)
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    base = f"http://127.0.0.1:{port}"
    stack.callback(servers.stop, servers.start([*PROGRAM, "serve", "--port", str(port)], folder, f"{base}/health"))
    return base


@functools.cache
def _chromium(program: str) -> Any:
    """One browser for all test files: Playwright can be started once in a process."""
    from playwright.sync_api import sync_playwright

    running = sync_playwright().start()
    chromium = running.chromium.launch(executable_path=program, args=FLAGS)
    atexit.register(running.stop)
    atexit.register(chromium.close)
    return chromium


@pytest.fixture
def site() -> str:
    """The address of `smilekg serve` over the shipped graph."""
    pytest.importorskip("starlette", reason="the server is not installed: pip install 'smilekg[serve]'")
    if not STATIC.exists():
        pytest.skip("the scripts and styles are not built: run `make web`")
    return _served()


@pytest.fixture
def browser() -> Any:
    """The system's Chromium."""
    pytest.importorskip("playwright", reason="Playwright is not installed: pip install 'smilekg[dev]'")
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("there is no Chromium: run scripts/test_services.sh as root on Debian or Ubuntu")
    return _chromium(program)


@pytest.fixture
def visit(browser: Any, site: str) -> Iterator[Callable[..., Visit]]:
    """Makes a visit in a context of its own; options are those of Playwright's `new_context`."""
    visits: list[Visit] = []
    with contextlib.ExitStack() as stack:
        def make(width: int = 1280, height: int = 800, **options: Any) -> Visit:
            context = browser.new_context(viewport={"width": width, "height": height}, **options)
            stack.callback(context.close)
            visits.append(Visit(context.new_page(), site, options.get("java_script_enabled", True)))
            visits[-1].watch()
            return visits[-1]

        yield make
        assert [one.trouble for one in visits if one.trouble] == []


def violations(page: Any) -> list[dict[str, Any]]:
    """What axe-core finds wrong: the rule, and the begin of each element that breaks it.

    The script is run through the debugger, so that the page's own policy stays as it is.
    """
    if not AXE.exists():
        pytest.skip("axe-core is not installed: run `make web`")
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [{"rule": one["id"], "where": [node["html"][:120] for node in one["nodes"][:3]]} for one in found]


def chart_data(page: Any, chart: str) -> Any:
    """The data that the server put into the page for a chart."""
    return json.loads(page.locator(f'figure[data-chart="{chart}"] script').first.text_content())


def saved(page: Any, folder: Path, click: Callable[[], None]) -> str:
    """The text of the file that a click downloads."""
    with page.expect_download() as waiting:
        click()
    waiting.value.save_as(folder / "saved")
    return (folder / "saved").read_text("utf-8")
