"""State and log in a browser: live, without secrets, text that stays text, and all of it without a mouse."""

from __future__ import annotations

import shlex
import subprocess
from itertools import pairwise

import pytest
from selenium.webdriver import ActionChains, Keys

from webwork_tracker import TaskStatus
from webwork_tracker.errors import NotFoundError
from webwork_tracker.sandbox import Sandbox

from .conftest import TOKEN, Page

HOSTILE = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"


def test_the_state_follows(page: Page) -> None:
    page.open("state")
    page.wait("td[data-column=Status]", "0 Incomplete")
    page.ww.tasks.update(500, status=TaskStatus.DOING)
    page.wait("td[data-column=Status]", "10 Doing")
    page.ww.project_viewers.create(email="new@client.example.com", firstname="New", lastname="Viewer")
    page.wait("table[aria-labelledby=table-project-viewers]", "new@client.example.com")


def test_beside_a_long_title_what_is_short_stays_whole(page: Page) -> None:
    page.ww.tasks.create(title="long " * 200)
    page.open("state")
    page.wait("td[data-column=Title]", "long long")
    for cell in ("td[data-column=ID] > span", "td[data-column=Start] > span"):
        assert page.run("return document.querySelector(arguments[0]).getClientRects().length", cell) == 1
    ends = "const range = document.createRange(); range.selectNodeContents(arguments[0]); return range.getClientRects().length"
    assert [page.run(ends, heading) for heading in page.all("table[aria-labelledby=table-tasks] th")] == [1] * 8


@pytest.mark.parametrize("address", ["main", "no-such-view"])
def test_an_address_that_names_no_view_shows_the_first(page: Page, address: str) -> None:
    page.open(address)
    assert page.wait("nav a[aria-current]").text == "API reference"
    page.run("location.hash = 'state'")
    page.wait("h2", "State")
    page.run("location.hash = arguments[0]", address)
    page.run("document.dispatchEvent(new Event('news'))")
    page.wait("h2", "State")


def test_what_is_the_same_is_not_drawn_again(page: Page) -> None:
    page.open("state")
    page.wait("td")
    page.run("getSelection().selectAllChildren(document.querySelector('td'))")
    page.until("document.getElementById('clock').textContent !== arguments[0]", page.wait("#clock").text)
    assert page.run("return getSelection().toString() + document.getSelection().anchorNode.isConnected") == "500true"


def test_what_requests_bring_stays_text(page: Page) -> None:
    task = page.ww.tasks.create(title=HOSTILE, description=HOSTILE)
    page.ww.project_viewers.create(email="x@example.com", firstname=HOSTILE, lastname=HOSTILE)
    with pytest.raises(NotFoundError):
        page.ww.request("GET", "/" + "<img src=x>", query={HOSTILE: HOSTILE})
    page.open("state")
    assert page.wait("tr:nth-child(2) td[data-column=Title]").text.endswith(HOSTILE)
    assert page.ww.tasks.get(task.id).title == HOSTILE
    page.wait("nav a[href='#requests']").click()
    for line in page.all("#log .line"):
        line.click()
    page.wait("#log pre", "<img src=x onerror=")
    assert page.all("main img, main script, #last-request *") == []
    assert "owned" not in page.browser.title


def test_the_log_has_each_request_once_newest_first(page: Page) -> None:
    page.open("requests")
    page.wait("#requests-note", "No request yet")
    page.ww.tasks.get(500)
    page.wait("#log .target", "/api/v2/tasks/500")
    page.ww.project_viewers.get(100)
    page.wait("#log li:first-child .target", "/api/v2/project-viewers/100")
    page.wait("#log li:first-child .line").click()
    # Some polls later there is still nothing in it but these two, and what was opened is open.
    before = page.run("return performance.getEntriesByType('resource').length")
    page.until("performance.getEntriesByType('resource').length > arguments[0] + 3", before)
    assert len(page.all("#log > li")) == 2
    assert len(page.all("#log li:first-child > details[open] .exchange")) == 1
    assert page.wait("#request-count").text == "2"


def test_an_entry_opens_with_bodies_and_without_secrets(page: Page) -> None:
    page.ww.tasks.update(500, title="Seen in the log")
    page.open("requests")
    page.wait("#log .line", "PUT").click()
    page.wait("#log .exchange", "updateTask")
    page.wait("#log section:first-of-type pre", '"title": "Seen in the log"')
    page.wait("#log section:last-of-type pre", '"message": "Task updated successfully"')
    page.wait("#log section:first-of-type summary", "headers").click()
    page.wait("#log dl", "uthorization")
    assert TOKEN not in page.run("return document.documentElement.outerHTML")


def test_its_curl_command_does_it_again(page: Page) -> None:
    page.ww.tasks.create(title='It\'s "quoted" & $HOME `x`')
    page.open("requests")
    page.wait("#log .line", "POST").click()
    command = page.wait("#log .copyable pre").text
    assert TOKEN not in command
    assert shlex.split(command)[0] == "curl"
    subprocess.run(command, shell=True, check=True, capture_output=True, env=CURL, timeout=30)
    titles = [task.title for task in page.ww.tasks.list()]
    assert titles.count('It\'s "quoted" & $HOME `x`') == 2


# The command may name the token by a variable; nothing else of ours is in its environment.
CURL = {"PATH": "/usr/bin:/bin", "WEBWORK_TOKEN": "sandbox-token", "HOME": "/nowhere"}


def test_the_log_is_filtered_paused_and_cleared(page: Page) -> None:
    page.ww.tasks.get(500)
    page.ww.project_viewers.get(100)
    page.open("requests")
    page.wait("#log .target", "/tasks/500")
    page.wait("#filter").send_keys("getProjectViewer 200")
    page.wait("#requests-note", "1 of 2 shown.")
    assert [line.text for line in page.all("#log .target") if line.is_displayed()] != []
    page.wait("#filter").send_keys(Keys.CONTROL, "a", Keys.DELETE)
    page.wait("#pause").click()
    page.ww.tasks.list_assignees(500)
    page.wait("#requests-note", "1 new since the pause.")
    assert len(page.all("#log > li")) == 2
    page.wait("#pause").click()
    page.wait("#log li:first-child .target", "/assignees")
    page.wait("#clear").click()
    page.wait("#requests-note", "No request yet")
    page.ww.tasks.get(500)
    page.wait("#log .target", "/tasks/500")
    assert len(page.all("#log > li")) == 1


def test_the_clock_is_advanced_and_everything_is_reset(page: Page) -> None:
    page.ww.tasks.delete(500)
    page.open("state")
    before = page.wait("#clock").text
    page.wait("#seconds").send_keys(Keys.CONTROL, "a")
    page.wait("#seconds").send_keys("86400", Keys.ENTER)
    page.until("document.getElementById('clock').textContent.slice(0, 10) > arguments[0].slice(0, 10)", before)
    page.wait("#reset").click()
    page.browser.switch_to.alert.accept()
    page.wait("td[data-column=Title]", "Implement user authentication")
    assert page.ww.tasks.get(500).deleted_at is None


def test_all_of_it_without_a_mouse(page: Page) -> None:
    page.ww.tasks.get(500)
    page.open("state")
    press = ActionChains(page.browser)

    def tab_to(selector: str) -> None:
        for _ in range(40):
            press.send_keys(Keys.TAB).perform()
            if page.run("return document.activeElement.matches(arguments[0])", selector):
                # Whoever is there can see it.
                style, width = page.run(OUTLINE)
                assert style != "none" and float(width.removesuffix("px")) >= 2
                return
        raise AssertionError(f"Tab does not lead to {selector}")

    tab_to(".skip")
    tab_to("nav a[href='#requests']")
    press.send_keys(Keys.ENTER).perform()
    page.wait("#requests-title")
    tab_to("#filter")
    tab_to("#log summary")
    press.send_keys(Keys.ENTER).perform()
    tab_to(".copyable button")
    press.send_keys(Keys.ENTER).perform()
    page.until("['Copied', 'Selected'].includes(document.activeElement.textContent)")


OUTLINE = "const s = getComputedStyle(document.activeElement); return [s.outlineStyle, s.outlineWidth]"


def test_each_control_has_a_name_and_headings_leave_no_level_out(page: Page) -> None:
    page.ww.tasks.get(500)
    for view in ("state", "requests", "faults"):
        page.open(view)
        for control in page.all(f"[data-view={view}] :is(input, select, button, summary, pre[tabindex])"):
            assert control.accessible_name or not control.is_displayed(), control.get_attribute("outerHTML")
    levels = [int(heading.tag_name[1]) for heading in page.all(":is(h1, h2, h3, h4):not(#swagger-ui *)")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_sandbox_that_was_away_and_began_anew_is_noticed(page: Page) -> None:
    page.ww.tasks.get(500)
    page.open("requests")
    page.wait("#log .target", "/tasks/500")
    page.server.stop()
    page.wait("#connection[data-condition=down]", "Not reachable")
    assert all("ERR_CONNECTION" in line for line in page.errors())
    with Sandbox() as other, other.serve(int(page.address.rpartition(":")[2])):
        page.wait("#connection[data-condition=up]", "Running")
        page.wait("#requests-note", "No request yet")
        page.ww.project_viewers.get(100)
        page.wait("#log li:only-child .target", "/project-viewers/100")
        page.browser.get("about:blank")
    page.errors()


def test_without_the_extra_state_and_log_work_all_the_same(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webwork_tracker.sandbox._page._PACKAGE", "no_such_package_anywhere")
    page.open()
    page.wait("#reference-missing", "pip install 'webwork-tracker[sandbox]'")
    page.wait("nav a[href='#state']").click()
    page.wait("td[data-column=Title]", "Implement user authentication")
