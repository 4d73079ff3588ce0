"""`python -m tests.security.pages` writes the pages of the attacked site, and a draft that no stranger may ever see."""

from __future__ import annotations

import django

BODY = """Words. [Source](guide/when-to-call)

## Questions

### May I drive home? {#may-i-drive}

No.
"""


def main() -> None:
    from tests import factories
    from tests.security.hostile import MARK

    factories.article(slug="when-to-call")
    factories.article(slug="how-to-prepare", body=BODY)
    factories.article(kind="therapy", slug="lidocaine", about=("lidocaine",))
    factories.article(kind="comparison", slug="side-by-side")
    hidden = factories.article(slug=f"draft-{MARK}", live=False, title=f"Draft {MARK}", body=f"{MARK}\n")
    factories.draft(hidden, title=f"Draft {MARK} again", body=f"{MARK}\n")
    factories.staff("admin", superuser=True)


if __name__ == "__main__":
    django.setup()
    main()
