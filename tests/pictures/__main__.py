"""Write the pictures of 1 to 9 in 10 people, and the rules for dark screens of all pictures: `python -m tests.pictures`.

The other pictures are drawn by hand; of these only the rules are made anew, after a colour in tokens.css has changed.
"""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")


def main() -> None:
    django.setup()
    from . import drawing

    for affected in range(1, drawing.PEOPLE):
        (drawing.FOLDER / f"array-{affected}-in-10.svg").write_text(drawing.icon_array(affected), encoding="utf-8")
    for path in sorted(drawing.FOLDER.glob("*.svg")):
        path.write_text(drawing.with_dark_rules(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
