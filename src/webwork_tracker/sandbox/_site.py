"""What a server has at its addresses: the API, sign-in, and, if it may, the control of the sandbox and its page."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from webwork_tracker._wire import HTTPReply, HTTPRequest

from ._control import CONTROL, Control, refused
from ._core import Outcome

if TYPE_CHECKING:
    from ._sandbox import Sandbox

_PAGE = f"{CONTROL}page/"


class Site:
    """Sends each request where it belongs."""

    def __init__(self, sandbox: Sandbox, host: str, control: bool | None) -> None:
        self._sandbox = sandbox
        self._control = Control(sandbox) if (is_loopback(host) if control is None else control) else None
        self._host = host

    def __call__(self, request: HTTPRequest, port: int) -> Outcome:
        """What comes of a request to the server at a port."""
        path = request.url.partition("?")[0]
        if path != "/" and not path.startswith(CONTROL):
            return self._sandbox._exchange(request, over_socket=True)
        if self._control is None:
            return Outcome(refused(404, "The control of this sandbox is off."))
        headers = {name.lower(): value for name, value in request.headers.items()}
        if reason := _foreign(headers, self._host, port):
            return Outcome(refused(403, reason))
        return Outcome(_page(path) if path == "/" or path.startswith(_PAGE) else self._control.reply(request))


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _page(path: str) -> HTTPReply:
    from ._page import page_reply

    return page_reply(path) or refused(404, "There is no such page.")


def _foreign(headers: dict[str, str], bound: str, port: int) -> str | None:
    """Why a request may come from a page of somebody else, which a browser would send here as well."""
    host = headers.get("host", "")
    # By a name of theirs that they let point here (DNS rebinding).
    if not _is_ours(host, bound, port):
        return "Host must be the address that this sandbox listens on."
    origin = headers.get("origin")
    if origin is not None and origin != f"http://{host}":
        return "Pages of other origins have no business here."
    if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return "Pages of other origins have no business here."
    return None


def _is_ours(host: str, bound: str, port: int) -> bool:
    name, _, number = host.rpartition(":")
    # Port 80 is left out.
    name, number = (host, "80") if not name or host.endswith("]") else (name, number)
    # Whoever binds all addresses with control on has been asked: any address will do then, but no name.
    name = name.strip("[]")
    if number != str(port):
        return False
    if is_loopback(name) or name == bound:
        return True
    return bound in ("0.0.0.0", "::", "") and _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
