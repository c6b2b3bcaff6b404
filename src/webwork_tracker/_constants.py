"""Every default in one place, each with its reason."""

from __future__ import annotations

VERSION = "0.1.0"

BASE_URL = "https://api.webwork-tracker.com/api/v2"
"""Source: reference."""

TOKEN_PLACE = "Settings > REST API in WebWork"
"""Where a token is made. Source: the vendor's docs."""

TIMEOUT = 30.0
"""Seconds for one attempt to connect, and for each wait for bytes. A task list takes a second at most; a server that
has been silent for half a minute has lost the request, and whoever waits wants to know."""

PAGE_SIZE = 20
"""Items on a page when `per_page` is not given. Source: the vendor's docs."""

EXCERPT_BYTES = 200
"""How much of a reply that cannot be read an error shows: enough to tell a proxy's page from an API's answer."""
