"""No protection can be taken away without a test that fails."""

from tests.benchmarks.mutations import noticed_in_one_run
from tests.security.switched_off import PROTECTIONS


def test_every_protection_is_missed_when_it_is_gone():
    missed = noticed_in_one_run()

    assert len(PROTECTIONS) >= 25
    assert missed == dict.fromkeys((one.name for one in PROTECTIONS), True)
