"""One process of several that share a budget: `worker.py <base URL> <store> <requests>`; waits for
its input to end; says how many calls it made."""

from __future__ import annotations

import sys

from webwork_tracker import RateLimit, WebWork


def main(base_url: str, store: str, calls: str) -> None:
    limit = RateLimit(10, window=1.0, store=store)
    with WebWork("shared-token", base_url=base_url, rate_limit=limit, max_retries=0) as client:
        print("ready", flush=True)
        sys.stdin.read()
        for _ in range(int(calls)):
            client.request("GET", "/workspaces")
    print(calls)


if __name__ == "__main__":
    main(*sys.argv[1:])
