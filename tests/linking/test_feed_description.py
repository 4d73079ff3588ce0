"""The OpenAPI file of the feed says what the feed does, and a program that tries it out finds no difference."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from tests import factories
from therapies import publishing
from therapies.linking.feed import COLUMNS
from therapies.linking.feed_keys import make_feed_key
from therapies.linking.links import make_link
from therapies.models import AppointmentType

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/openapi.json"
# Enough for each header to be there, to be missing and to hold nonsense; the feed takes nothing else.
EXAMPLES = 10


def test_anybody_may_read_the_description(client):
    response = client.get(ADDRESS)

    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")
    assert list(response.cookies) == []


def test_the_description_names_the_fields_in_the_order_of_the_columns(client):
    link = client.get(ADDRESS).json()["components"]["schemas"]["Link"]

    assert (tuple(link["properties"]), tuple(link["required"])) == (COLUMNS, COLUMNS)


def links_in_each_state():
    live, gone = factories.article(slug="live"), factories.article(slug="gone")
    AppointmentType.objects.create(name="New patient", link=make_link(live))
    merged = factories.article(slug="merged")
    for article in (gone, merged, factories.article(slug="coming", live=False)):
        make_link(article)
    publishing.withdraw(gone, notice="It was wrong.")
    publishing.merge(merged, into=live)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("operation", ["educationJson", "educationCsv", "description"])
def test_the_feed_answers_as_its_description_says(live_server, operation):
    links_in_each_state()
    secret = make_feed_key("Scheduler", by=factories.staff("maria"))[1]
    described = schemathesis.openapi.from_url(f"{live_server.url}{ADDRESS}").find_operation_by_id(operation)

    @given(case=described.as_strategy())
    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), database=None)
    def answers(case):
        case.call_and_validate(headers={"Authorization": f"Bearer {secret}"})

    answers()
