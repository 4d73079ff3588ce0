"""The server dies in the middle of saves: what was acknowledged is there, and nothing is half there."""

import json
import subprocess
import sys

# 200 were tried by hand (see README); these take the same way in a few seconds.
KILLS = 24


def test_no_acknowledged_save_is_lost_and_none_is_half_there(environment):
    run = [sys.executable, "-m", "tests.publishing.killed_saves", str(KILLS)]

    done = subprocess.run(run, env=environment, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert (found["lost"], found["troubles"]) == ([], [])
    # Both happened: saves that died, and saves that were quicker.
    assert 0 < found["before an answer"] < KILLS
    assert found["before an answer"] + found["acknowledged"] == KILLS
