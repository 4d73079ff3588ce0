"""The codes of permanent links: short, read out on the phone without a mistake, and no word in any language."""

from __future__ import annotations

import re
import secrets

from therapies.models.linking import MAX_CODE

# 28 signs without look-alikes and vowels: no 0 o, no 1 i l, no a e u. 5 of them make 17 million codes.
ALPHABET = "23456789bcdfghjkmnpqrstvwxyz"
SHORTEST, LONGEST = 5, MAX_CODE
# Without vowels nothing is a word, but these are still read as one.
UNKIND = ("fck", "fgt", "kkk", "sht")
CODE = re.compile(f"[{ALPHABET}]{{{SHORTEST},{LONGEST}}}(?![a-z0-9])")


def new_code(length: int = SHORTEST) -> str:
    """A random code. Whether somebody has it already, only the database knows."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(length))
        if not any(word in code for word in UNKIND):
            return code


def normalised(written: str) -> str:
    """The code with which `written` begins, in small letters; "" when it begins with none.

    What a mail program or a person put behind it does no harm: `7K3QX.`, `7k3qx&utm_source=x`.
    """
    found = CODE.match(written.strip().lower())
    return found.group() if found else ""
