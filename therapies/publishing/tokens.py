"""Secrets of private addresses: 256 random bits in the address, only their SHA-256 in the database."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

LASTS = timedelta(days=30)


def new_token() -> tuple[str, str]:
    """A secret for an address, and the digest that is kept of it."""
    token = secrets.token_urlsafe(32)
    return token, token_digest(token)


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
