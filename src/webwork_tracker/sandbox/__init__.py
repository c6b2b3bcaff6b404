"""A WebWork Tracker server of your own: all operations of the contract, stateful, on your machine, without an account.

    from webwork_tracker.sandbox import Sandbox

    with Sandbox() as sandbox, sandbox.client() as ww:          # in process, no socket
        ww.tasks.update(500, status=20)

    with Sandbox() as sandbox, sandbox.serve() as server:       # over HTTP, on a free port
        print(server.base_url)

`python -m webwork_tracker.sandbox --port 8080` serves one from the command line.
"""

from __future__ import annotations

from ._registry import Behaviour, behaviours
from ._sandbox import Sandbox
from ._server import SandboxServer

__all__ = ["Behaviour", "Sandbox", "SandboxServer", "behaviours"]
