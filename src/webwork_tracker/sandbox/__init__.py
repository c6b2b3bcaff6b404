"""A WebWork Tracker server of your own: all operations of the contract, stateful, on your machine, without an account.

    from webwork_tracker.sandbox import Sandbox

    with Sandbox() as sandbox, sandbox.client() as ww:          # in process, no socket
        ww.tasks.update(500, status=20)

    with Sandbox() as sandbox, sandbox.serve() as server:       # over HTTP, on a free port
        print(server.base_url)

`python -m webwork_tracker.sandbox --port 8080` serves one from the command line.
"""

from __future__ import annotations

from ._clock import SandboxClock
from ._fault import Fault
from ._faults import Faults
from ._fidelity import fidelity_table
from ._registry import Behaviour, behaviours
from ._requests import LoggedRequest, Requests
from ._sandbox import Sandbox, Snapshot
from ._server import SandboxServer

__all__ = [
    "Behaviour",
    "Fault",
    "Faults",
    "LoggedRequest",
    "Requests",
    "Sandbox",
    "SandboxClock",
    "SandboxServer",
    "Snapshot",
    "behaviours",
    "fidelity_table",
]
