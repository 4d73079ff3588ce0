"""What a scheduling system writes into a link is what the plan of a visit reads."""

from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.conf import settings

from therapies.linking.merge_fields import merge_variants

ZONE = "America/New_York"
MOMENTS = [datetime(2026, 12, 8, 9, 0), datetime(2026, 3, 5, 15, 5), datetime(2026, 7, 31, 12, 30)]
READ = """([fragments, zone, now]) => fragments.map((fragment) =>
  clinicPlan.read(clinicPlan.textIn(`#${fragment}`) ?? "", { zone, now }))"""


def test_the_plan_reads_each_format_as_it_is_and_as_browsers_encode_it(page):
    page.add_script_tag(path=settings.BASE_DIR / "static/js/plan/times.js")
    instants = {moment: moment.replace(tzinfo=ZoneInfo(ZONE)).timestamp() * 1000 for moment in MOMENTS}
    expected = {
        fragment: {"ok": True, "instant": instants[moment]}
        for variant in merge_variants()
        for moment in MOMENTS
        for fragment in (variant.filled(moment), quote(variant.filled(moment), safe="=:/,"))
    }
    now = datetime(2026, 3, 1, tzinfo=ZoneInfo(ZONE)).timestamp() * 1000

    read = page.evaluate(READ, [list(expected), ZONE, now])

    assert dict(zip(expected, read, strict=True)) == expected
