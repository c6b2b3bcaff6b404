"""The API reference in a browser: loads without a word in the console, tries an operation, is seen in state and log."""

from __future__ import annotations

import pytest

from webwork_tracker_api.operations import OPERATIONS

from . import browser as browsers
from .conftest import Page


def operation(page: Page, method: str, path: str) -> str:
    """Open an operation in the reference; return the selector of its block."""
    page.open("reference")
    page.wait(".opblock")
    for block in page.all(f".opblock-{method}"):
        if block.find_element("css selector", ".opblock-summary-path").get_attribute("data-path") == path:
            block.find_element("css selector", ".opblock-summary-control").click()
            page.wait(f"#{block.get_attribute('id')} .execute")
            return f"#{block.get_attribute('id')}"
    raise AssertionError(f"{method} {path} is not in the reference")


def test_the_reference_has_every_operation_and_asks_nobody_else(page: Page) -> None:
    page.open()
    page.wait(".opblock")
    assert len(page.all(".opblock")) == len(OPERATIONS)
    addresses = page.run("return performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert addresses and all(address.startswith(page.address + "/") for address in addresses)


def test_an_operation_is_tried_and_seen_in_state_and_log(page: Page) -> None:
    block = operation(page, "post", "/tasks")
    page.wait(f"{block} .execute").click()
    page.wait(f"{block} .live-responses-table .response-col_status", "201")
    page.wait("#last-request", "POST /api/v2/tasks → 201").click()
    page.wait("#log .target", "/api/v2/tasks")
    page.wait("nav a[href='#state']").click()
    page.wait("table[aria-labelledby=table-tasks] tr:nth-child(2)", "Implement user authentication")


def test_a_delete_is_tried_with_its_body(page: Page) -> None:
    block = operation(page, "delete", "/tasks/{taskId}")
    page.wait(f"{block} input").send_keys("500")
    page.wait(f"{block} .execute").click()
    page.wait(f"{block} .live-responses-table .response-col_status", "200")
    assert list(page.ww.tasks.list()) == []


def test_it_goes_to_this_sandbox_whatever_servers_the_document_names(page: Page) -> None:
    block = operation(page, "get", "/project-viewers")
    page.wait(f"{block} input").send_keys("1")
    page.wait(f"{block} .execute").click()
    assert page.wait(f"{block} .request-url pre").text.startswith(f"{page.address}/api/v2/project-viewers?")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("view", ["reference", "state", "requests", "faults"])
def test_light_or_dark_nothing_is_wider_than_the_screen(page: Page, view: str, dark: bool, width: int) -> None:
    browsers.look(page.browser, width=width, dark=dark)
    page.ww.tasks.update(500, description="long " * 200 + "w" * 2000)
    page.open(view)
    page.wait({"reference": ".opblock", "state": "table", "requests": "#log summary", "faults": "h2"}[view]).click()
    assert page.run("return document.documentElement.scrollWidth") <= width
    ground, text = page.run(
        "const s = getComputedStyle(document.body); return [s.backgroundColor, s.color].map(sum);" + SUM
    )
    assert (ground < text) is dark
    if view == "reference":
        path = page.run("return sum(getComputedStyle(document.querySelector('.opblock-summary-path')).color);" + SUM)
        assert (path > 3 * 128) is dark


# Adds up the three parts of `rgb(…)`: how bright a colour is, roughly.
SUM = "function sum(colour) { return colour.match(/\\d+/g).slice(0, 3).reduce((a, b) => a + Number(b), 0); }"
