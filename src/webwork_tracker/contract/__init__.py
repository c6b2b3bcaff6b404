"""Does the server still do what the contract says? `check` holds one reply against it, `on_drift=` each reply of a client.

Needs an extra: `pip install 'webwork-tracker[contract]'`. See docs/contract.md.
"""

from __future__ import annotations

from ._check import check
from ._drift import ContractDriftWarning, Drift, Drifts, Kind, Mode

__all__ = ["ContractDriftWarning", "Drift", "Drifts", "Kind", "Mode", "check"]
