"""One mutation for each protection: it is switched off, and its test must fail.

`python -m tests.benchmarks.mutations` prints which were noticed, and exits with 1 when one was not.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.security.switched_off import PROTECTIONS

HERE = Path(__file__).resolve().parents[2]


def main() -> int:
    results = noticed_in_one_run()
    for protection in PROTECTIONS:
        print(
            f"{protection.name:36} {'noticed' if results.get(protection.name) else 'NOT NOTICED':12} {protection.test}"
        )
    missed = [one.name for one in PROTECTIONS if not results.get(one.name)]
    print(f"{len(PROTECTIONS)} protections, {len(missed)} of them not missed when they were gone")
    return 1 if missed else 0


def noticed_in_one_run() -> dict[str, bool]:
    """Name of a protection → whether a test failed without it. Only what fails in a test itself counts, no set-up."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "noticed.json"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "tests.security.switched_off",
            "-n",
            "0",
            "-q",
            "--tb=no",
            "--no-cov",
        ]
        subprocess.run(
            [*command, *(one.test for one in PROTECTIONS)],
            cwd=HERE,
            env={**os.environ, "NOTICED": str(file), "PYTEST_ADDOPTS": ""},
            capture_output=True,
            check=False,  # all of its tests should fail
        )
        return json.loads(file.read_text()) if file.exists() else {}


if __name__ == "__main__":
    sys.exit(main())
