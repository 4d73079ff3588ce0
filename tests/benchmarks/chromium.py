"""The Chromium of this machine for measurements that need a browser."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


@contextmanager
def opened_browser():
    path = next(filter(None, (shutil.which(name) for name in NAMES if name)), None)
    if path is None:
        raise SystemExit("No Chromium found. Install one (apt-get install chromium), or set CHROMIUM to its path.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=Path(path), args=["--disable-background-networking", "--no-first-run", "--no-sandbox"]
        )
        yield browser
        browser.close()
