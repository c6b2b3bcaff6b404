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

DEADLINE = 300.0
"""Seconds for a whole call, waits and retries included. Room for two full rate windows (60 s) after a 429 and for three
attempts at their timeout; still short enough for a nightly job to notice."""

MAX_RETRIES = 2
"""Attempts after the first. What passes by itself is mostly gone after one; a third retry mostly hides an outage."""

MAX_WAIT = 90.0
"""Seconds that a server may ask to wait before the next attempt. The documented window is 60 s; who asks for more is
not limiting a rate, and the caller should decide."""

BACKOFF = 0.5
"""Seconds: upper bound of the first retry's wait. It doubles with each retry, the wait is anywhere below it, so that
callers who failed together do not come back together. A restart behind a load balancer takes about that long."""

MAX_BACKOFF = 8.0
"""Seconds: where the doubling ends. Longer than this, the deadline is the better judge."""

RATE_LIMIT = 60
"""Requests per minute and user. Source: the vendor's docs."""

RATE_WINDOW = 60.0
"""Seconds that the limit is counted over. That the window slides is assumed; who keeps to a sliding one keeps to a
fixed one too."""

RATE_MARGIN = 0.5
"""Seconds added to the window, because requests sent 60 s apart may arrive less than 60 s apart. Costs 0.8 %."""

MAX_RESPONSE_BYTES = 32 * 1024 * 1024
"""Bytes of one unpacked reply. A page of 100 tasks has some 70 kB; what unpacks to more than this is an attack or an
accident, and must not fill the memory."""

PAGE_SIZE = 20
"""Items on a page when `per_page` is not given. Source: the vendor's docs."""

EXCERPT_LETTERS = 200
"""How much of a reply that cannot be read an error shows: enough to tell a proxy's page from an API's answer."""
