"""Faults and tokens in a browser: what is made there strikes, what was made elsewhere is seen."""

from __future__ import annotations

import json
import urllib.request

import pytest
from selenium.webdriver.support.select import Select

from webwork_tracker import WebWork
from webwork_tracker.errors import APIConnectionError, PermissionDeniedError, ServerError

from .conftest import Page


def choose(page: Page, name: str, text: str, number: str | None = None) -> None:
    Select(page.wait(f"#{name}")).select_by_visible_text(text)
    if number is not None:
        page.wait(f"#{name}-value").clear()
        page.wait(f"#{name}-value").send_keys(number)


def test_a_fault_is_made_strikes_and_is_removed(page: Page) -> None:
    page.open("faults")
    page.wait("#faults", "No faults.")
    page.until("document.querySelectorAll('#operation option').length === 16")
    choose(page, "operation", "getTask")
    choose(page, "effect", "answers with a status, work not done", "500")
    choose(page, "occasion", "only the n-th time", "2")
    page.wait("#fault button").click()
    page.wait("#faults td[data-column=Operation]", "getTask")
    assert page.wait("#faults td[data-column='What happens']").text == "status 500"
    assert page.wait("#faults td[data-column=When]").text == "nth 2"
    hasty = page.ww.with_options(max_retries=0)
    hasty.tasks.get(500)
    with pytest.raises(ServerError):
        hasty.tasks.get(500)
    page.wait("#faults td[data-column='So far']", "1 struck")
    page.wait("nav a[href='#requests']").click()
    page.wait("#log li:first-child .fault", "fault: status 500")
    page.wait("nav a[href='#faults']").click()
    page.wait("#faults td button").click()
    page.wait("#faults", "No faults.")
    page.until("document.activeElement.id === 'faults-title'")
    page.until("document.getElementById('fault-count').hidden")


@pytest.mark.parametrize(
    ("effect", "occasion"),
    [
        ("answers with a status, work not done", "every time"),
        ("does the work, then answers with a status", "only the n-th time"),
        ("answers 429 with Retry-After", "so many times"),
        ("answers late", "by chance"),
        ("resets the connection before the work", "every time"),
        ("resets the connection after the work", "only the n-th time"),
        ("cuts the body off", "so many times"),
        ("answers with malformed JSON", "by chance"),
        ("answers with a status nobody has heard of", "every time"),
    ],
)
def test_every_choice_makes_a_rule(page: Page, effect: str, occasion: str) -> None:
    page.open("faults")
    choose(page, "effect", effect)
    choose(page, "occasion", occasion)
    page.wait("#fault button").click()
    page.wait("#fault-count", "1")
    assert page.all("#problem:not([hidden])") == []


def test_a_reset_connection_is_in_the_log(page: Page) -> None:
    add_fault(page, reset="before")
    with pytest.raises(APIConnectionError):
        page.ww.with_options(max_retries=0).tasks.get(500)
    page.open("requests")
    page.wait("#fault-count", "1")
    page.wait("#log .status", "reset")
    page.wait("#log .line").click()
    page.wait("#log section:last-of-type", "No body.")


def test_what_the_sandbox_refuses_is_said(page: Page) -> None:
    page.open("faults")
    choose(page, "effect", "answers with a status, work not done")
    page.run("document.getElementById('effect-value').max = ''")
    page.wait("#effect-value").clear()
    page.wait("#effect-value").send_keys("9999")
    page.wait("#fault button").click()
    page.wait("#problem", "status=9999")
    # The browser says so, too: that is what it does with a 400.
    assert all("400" in line for line in page.errors())


def test_the_tokens_that_it_shows_are_those_of_the_users(page: Page) -> None:
    page.open("state")
    page.wait("table[aria-labelledby=table-users]")
    cells = "table[aria-labelledby=table-users] td[data-column={}]"
    roles = [cell.text for cell in page.all(cells.format("Role"))]
    tokens = [cell.text for cell in page.all(cells.format("Token"))]
    regular = tokens[roles.index("Regular User")]
    owner = tokens[roles.index("Owner")]
    with WebWork(owner, base_url=page.server.base_url, workspace_id=1, project_id=100) as ww:
        ww.tasks.get(500)
    with (
        WebWork(regular, base_url=page.server.base_url, workspace_id=1, project_id=100) as ww,
        pytest.raises(PermissionDeniedError),
    ):
        ww.tasks.get(500)


def add_fault(page: Page, **rule: object) -> None:
    request = urllib.request.Request(f"{page.address}/__sandbox/faults", json.dumps(rule).encode(), method="POST")
    urllib.request.urlopen(request, timeout=10).close()
