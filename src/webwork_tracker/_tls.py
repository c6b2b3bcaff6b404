"""Whom to trust: one TLS context for the whole process, since to read the certificates takes longer than most calls."""

from __future__ import annotations

import os
import ssl
from functools import cache


@cache
def context() -> ssl.SSLContext:
    """certifi's certificates, or those of SSL_CERT_FILE or SSL_CERT_DIR, as httpx has it."""
    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    if file or folder:
        return ssl.create_default_context(cafile=file or None, capath=None if file else folder)
    import certifi

    return ssl.create_default_context(cafile=certifi.where())
