"""Load the texts of the site once more, of which none changed, and print the seconds of CPU as JSON."""

from __future__ import annotations

import json
import sys
import time

import django


def main() -> None:
    django.setup()
    from django.conf import settings

    from therapies.publishing.loading import load_content

    start = time.process_time()
    report = load_content(settings.CONTENT_DIR, publish=True)
    seconds = time.process_time() - start
    if report.problems or report.new or report.changed:
        sys.exit(f"Something was changed: {report.problems[:3]} {report.new[:3]} {report.changed[:3]}")
    print(json.dumps({"seconds": seconds, "texts": report.unchanged}))


if __name__ == "__main__":
    main()
