"""The page of a fresh sandbox in a browser that all tests share. A test that leaves an error in its console fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import pytest
from attrs import frozen
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from webwork_tracker import WebWork
from webwork_tracker.sandbox import Sandbox, SandboxServer

from . import browser as browsers

SECONDS = 15
TOKEN = "s3cret-token-of-the-tests"


@frozen
class Page:
    """The page, open in a browser, and the server that it comes from."""

    browser: Chrome
    address: str
    server: SandboxServer
    ww: WebWork
    """A client of the same server."""

    def open(self, view: str = "") -> None:
        """Load the page at one of its views."""
        self.browser.get("about:blank")
        self.browser.get(f"{self.address}/#{view}")
        self.wait("#connection[data-condition=up]")

    def all(self, selector: str) -> list[WebElement]:
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def wait(self, selector: str, text: str = "") -> WebElement:
        """The first element that is to be seen and has a text in it, as soon as there is one."""

        def found(_: Chrome) -> WebElement | Literal[False]:
            shown = (element for element in self.all(selector) if element.is_displayed() and text in element.text)
            return next(shown, False)

        # What is found may be replaced while it is looked at.
        waiting = WebDriverWait(self.browser, SECONDS, 0.05, [StaleElementReferenceException])
        return waiting.until(found, f"no {selector} with {text!r}")

    def until(self, script: str, *arguments: Any) -> None:
        """Wait until an expression of JavaScript is true."""
        WebDriverWait(self.browser, SECONDS, 0.05).until(lambda _: self.run(f"return {script}", *arguments), script)

    def run(self, script: str, *arguments: Any) -> Any:
        return self.browser.execute_script(script, *arguments)

    def errors(self) -> list[str]:
        """What the console has that is worse than a remark, since it was last asked."""
        lines = self.browser.get_log("browser")
        return [line["message"] for line in lines if line["level"] in ("SEVERE", "WARNING")]


@pytest.fixture(scope="package")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    started = browsers.start(tmp_path_factory.mktemp("chromium"))
    yield started
    started.quit()


@pytest.fixture
def page(browser: Chrome) -> Iterator[Page]:
    with Sandbox() as sandbox, sandbox.serve() as server:
        browsers.look(browser)
        with WebWork(TOKEN, base_url=server.base_url, workspace_id=1, project_id=100) as ww:
            opened = Page(browser, server.base_url.removesuffix("/api/v2"), server, ww)
            yield opened
        # Away from the page before its server goes.
        browser.get("about:blank")
    assert opened.errors() == []
