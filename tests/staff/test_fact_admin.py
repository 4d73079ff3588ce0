import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from tests import factories
from therapies import publishing
from therapies.models import ClinicFact, FactProposal, fact_sheet
from therapies.publishing.touched import AROUND_PAGES
from therapies.text.facts import FACTS

pytestmark = pytest.mark.django_db
TEMPLATES = settings.BASE_DIR / "templates"
LIST = "admin:therapies_clinicfact_changelist"


@pytest.fixture(autouse=True)
def nurse(client):
    publishing.ensure_facts()
    person = factories.staff("ana", may=("view_clinicfact", "change_clinicfact"))
    client.force_login(person)
    factories.confirmed(client)
    return person


def change_url(key):
    return reverse("admin:therapies_clinicfact_change", args=[ClinicFact.objects.get(key=key).pk])


def confirmed(**values):
    """A form whose sender has seen what it will change."""
    return {"_confirmed": "1", "note": ""} | values


def told(response):
    return [str(message) for message in response.context["messages"]]


def test_a_changed_fact_is_on_its_pages_at_the_next_request(client, nurse):
    factories.article(kind="therapy", slug="x", body="Plan {{ visit_lidocaine }} for it.\n")
    assert "Plan 2 hours for it." in client.get("/therapy/x/").text

    response = client.post(change_url("visit_lidocaine"), confirmed(value="3 h", note="New rooms"), follow=True)

    assert told(response)[0] == "Patients now read this on 1 page."
    assert "Plan 3 hours for it." in client.get("/therapy/x/").text
    change = ClinicFact.objects.get(key="visit_lidocaine").changes.get()
    assert (change.new_value, change.changed_by, change.note) == ("3 hours", nurse, "New rooms")


def test_before_it_changes_staff_see_every_sentence_that_will_say_something_new(client):
    factories.article(slug="x", title="Before", body="Some words.\n\n## Time\n\nPlan {{ visit_lidocaine }} for it.\n")
    table = "| Question | A | B |\n| --- | --- | --- |\n| How long? | {{ visit_lidocaine }} | none |\n"
    factories.article(kind="comparison", slug="y", title="Compare", body=table)
    factories.draft(factories.article(slug="z"), body="Plan {{ visit_lidocaine }}.\n")

    response = client.post(change_url("visit_lidocaine"), {"value": "3 h", "note": "New rooms"})

    assert [
        (impact.version.title, [(place.where, place.before, place.after) for place in impact.places])
        for impact in response.context["impacts"]
    ] == [
        ("Compare", [("How long?", "2 hours", "3 hours")]),
        ("Before", [("Time", "Plan 2 hours for it.", "Plan 3 hours for it.")]),
    ]
    assert fact_sheet().value("visit_lidocaine") == "2 hours"


def test_what_stands_on_the_page_of_changes_can_be_sent_as_it_is(client):
    hidden = client.post(change_url("visit_lidocaine"), {"value": "3 h", "note": "New rooms"}).context
    form = dict(hidden["hidden"]) | {"seen": hidden["seen"], "_confirmed": "1"}

    client.post(change_url("visit_lidocaine"), form)

    change = ClinicFact.objects.get(key="visit_lidocaine").changes.get()
    assert (change.old_value, change.new_value, change.note) == ("2 hours", "3 hours", "New rooms")


def test_a_value_that_a_colleague_set_meanwhile_is_not_written_over(client):
    seen = client.get(change_url("visit_lidocaine")).context["adminform"].form["seen"].value()
    publishing.change_fact("visit_lidocaine", "5 hours")

    response = client.post(change_url("visit_lidocaine"), confirmed(value="3 h", seen=seen))

    assert response.context["adminform"].form.errors["seen"] == [
        "Not saved: a colleague has set this to “5 hours” since you opened the page. "
        "Open it again, and look whether your change is still needed."
    ]
    assert fact_sheet().value("visit_lidocaine") == "5 hours"


def test_a_change_is_undone_from_the_history(client):
    publishing.change_fact("visit_lidocaine", "5 hours")
    html = client.get(change_url("visit_lidocaine")).text
    assert "Back to “2 hours”" in html

    client.post(change_url("visit_lidocaine"), confirmed(value="2 hours", seen="5 hours"))

    changes = ClinicFact.objects.get(key="visit_lidocaine").changes.all()
    assert [(change.old_value, change.new_value) for change in changes] == [
        ("5 hours", "2 hours"),
        ("2 hours", "5 hours"),
    ]


def test_a_value_of_the_wrong_type_is_refused_with_what_to_write(client):
    for step in ({}, {"_confirmed": "1"}):
        response = client.post(change_url("fast_solids_h"), {"value": "6"} | step)

        assert response.context["adminform"].form.errors["value"] == ["Write the unit too: 6 hours or 30 minutes."]
        assert fact_sheet().value("fast_solids_h") == "6 hours"


def test_a_value_that_does_not_fit_another_fact_is_refused_before_anybody_is_asked(client):
    response = client.post(change_url("fast_clear_h"), {"value": "7 hours"})

    assert response.context["adminform"].form.errors["value"] == [
        "“No clear drinks before the visit” is 7 hours, and “No food before the visit (light meal)” is 6 hours. "
        "Patients would be told to stop water before food. Do both change? Then change the other one first."
    ]


def test_every_fact_can_be_opened_and_its_value_confirmed(client):
    for key, definition in FACTS.items():
        form = client.get(change_url(key)).context["adminform"].form
        response = client.post(change_url(key), confirmed(value=form["value"].value() or ""))
        assert response.status_code == 302, (key, response.context["adminform"].form.errors)
        assert fact_sheet().value(key) == definition.start

    # What has a clinical meaning waits for a clinician.
    assert fact_sheet().samples == {key for key, fact in FACTS.items() if fact.needs_sign_off and fact.start_is_sample}
    assert FactProposal.objects.count() == sum(fact.needs_sign_off for fact in FACTS.values())


# --- what has a clinical meaning ---


@pytest.fixture
def proposal(client, nurse):
    factories.article(slug="x", body="Eat nothing for {{ fast_solids_h }}.\n")
    response = client.post(change_url("fast_solids_h"), confirmed(value="8 h", note="Guideline"), follow=True)
    assert told(response)[-1] == "Patients read the earlier value until a clinician has agreed."
    return FactProposal.objects.get()


@pytest.fixture
def doctor():
    person = factories.staff("doc", may=("view_clinicfact", "review_article"))
    return factories.clinician("Jo Sample", credential="MD", account=person)


def test_a_clinical_value_changes_for_patients_when_a_clinician_agrees(client, proposal, doctor, nurse):
    assert "nothing for 6 hours." in client.get("/guide/x/").text
    client.force_login(doctor.account)
    assert "I agree: show it to patients" in client.get(change_url("fast_solids_h")).text

    response = client.post(reverse("fact_proposal_decide", args=[proposal.pk]), {"agree": "1"}, follow=True)

    assert told(response)[-1] == "Patients read the new value now."
    assert "nothing for 8 hours." in client.get("/guide/x/").text
    change = ClinicFact.objects.get(key="fast_solids_h").changes.get()
    assert (change.changed_by, change.note) == (nurse, "Guideline Signed off by Jo Sample, MD.")
    assert change.proposal == proposal


def test_a_clinician_who_does_not_agree_says_why(client, proposal, doctor):
    client.force_login(doctor.account)
    address = reverse("fact_proposal_decide", args=[proposal.pk])

    without = client.post(address, {"refuse": "1"}, follow=True)
    client.post(address, {"refuse": "1", "remark": "Too long for diabetics."})
    again = client.post(address, {"agree": "1"}, follow=True)

    assert told(without)[-1] == "Write why not, so that your colleagues can mend it."
    assert told(again)[-1].startswith("This proposal does not wait any more")
    proposal.refresh_from_db()
    assert (proposal.is_approved, proposal.remark) == (False, "Too long for diabetics.")
    assert fact_sheet().value("fast_solids_h") == "6 hours"


def test_nobody_agrees_to_an_own_value(client, nurse):
    nurse.user_permissions.add(Permission.objects.get(codename="review_article"))
    factories.clinician("Ana Sample", account=nurse)
    client.post(change_url("fast_solids_h"), confirmed(value="8 h"))

    response = client.post(
        reverse("fact_proposal_decide", args=[FactProposal.objects.get().pk]), {"agree": "1"}, follow=True
    )

    assert told(response)[-1] == "Nobody signs off a value that they proposed themselves. Ask another clinician."
    assert fact_sheet().value("fast_solids_h") == "6 hours"


def test_a_nurse_cannot_agree_in_the_place_of_a_clinician(client, proposal):
    client.force_login(factories.staff("ben", may=("view_clinicfact", "change_clinicfact")))

    response = client.post(reverse("fact_proposal_decide", args=[proposal.pk]), {"agree": "1"}, follow=True)

    assert told(response)[-1] == "Only a clinician with an account may decide. Ask a manager to link yours."
    assert fact_sheet().value("fast_solids_h") == "6 hours"


def test_a_newer_proposal_takes_the_place_of_one_that_waits(client, proposal, doctor):
    client.post(change_url("fast_solids_h"), confirmed(value="7 h"))
    client.force_login(doctor.account)

    response = client.post(reverse("fact_proposal_decide", args=[proposal.pk]), {"agree": "1"}, follow=True)

    assert told(response)[-1].startswith("This proposal does not wait any more")
    assert fact_sheet().value("fast_solids_h") == "6 hours"


def test_a_proposal_can_be_taken_back_once(client, proposal):
    address = reverse("fact_proposal_take_back", args=[proposal.pk])

    first, second = (client.post(address, follow=True) for _ in range(2))

    assert told(first)[-1] == "Taken back. Patients go on reading the present value."
    assert told(second)[-1] == "It was answered or taken back already."


def test_several_choices_are_kept_together(client):
    client.post(change_url("services"), confirmed(value=["lidocaine"]))

    assert fact_sheet().value("services") == "lidocaine"


def test_a_logo_that_is_not_there_is_refused(client):
    response = client.post(change_url("clinic_logo"), {"value": "nothing-here.svg"})

    assert response.context["adminform"].form.errors["value"] == [
        "There is no picture static/img/nothing-here.svg. Ask whoever runs the site to add it."
    ]


def test_a_fact_shows_its_pages_and_its_history(client, nurse):
    factories.article(slug="x", title="Eating", body="Eat nothing for {{ fast_solids_h }}.\n")
    factories.draft(factories.article(slug="y"), body="Eat nothing for {{ fast_solids_h }}.\n")
    publishing.change_fact("fast_solids_h", "7 hours", by=nurse)

    context = client.get(change_url("fast_solids_h")).context

    assert [version.title for version in context["pages"]] == ["Eating"]
    assert [change.new_value for change in context["changes"]] == ["7 hours"]


def test_the_list_can_be_narrowed_to_a_group_and_a_state(client):
    publishing.change_fact("clinic_phone", "(202) 555-0123")

    def listed(**choice):
        rows = client.get(reverse(LIST), {"group": "Phone numbers"} | choice).context["cl"].result_list
        return sorted(fact.key for fact in rows)

    assert listed(state="sample") == ["after_hours_phone"]
    assert listed(state="unset") == ["text_line"]
    assert listed(state="set") == ["clinic_phone", "crisis_line", "emergency_number"]


def test_facts_are_neither_added_nor_deleted(client):
    client.force_login(factories.staff("root", superuser=True))
    fact = ClinicFact.objects.get(key="clinic_phone")

    assert client.get(reverse("admin:therapies_clinicfact_add")).status_code == 403
    assert client.post(reverse("admin:therapies_clinicfact_delete", args=[fact.pk]), {"post": "yes"}).status_code == 403
    assert ClinicFact.objects.filter(key="clinic_phone").exists()


def test_staff_are_warned_of_a_sample_phone_until_it_is_set(client):
    both = "Sample phone numbers: Daytime phone, Phone outside opening hours."
    assert both in client.get(reverse("admin:index")).text

    publishing.change_fact("clinic_phone", "(202) 456-1111")
    assert "Sample phone number: Phone outside opening hours." in client.get(reverse("admin:index")).text

    publishing.change_fact("after_hours_phone", "(202) 456-1414")
    assert "Sample phone number" not in client.get(reverse("admin:index")).text


def test_a_fact_that_stands_around_every_page_says_so(client):
    factories.article(slug="x", title="Calling", body="Call {{ clinic_phone }}.\n")

    html = client.get(change_url("clinic_phone")).text
    response = client.post(change_url("clinic_name"), confirmed(value="Our Clinic"), follow=True)

    assert "It stands around every page" in html
    assert "Calling</a>" in html
    assert told(response)[0] == "Patients now see this around every page."


def test_the_facts_around_every_page_are_those_that_templates_show():
    # What belongs to the plan of a visit stands on pages of visits only.
    around = (path for path in (TEMPLATES / "components").iterdir() if not path.name.startswith("plan"))
    shown = re.findall(r"\bfacts\.(\w+)", "".join(path.read_text() for path in around))

    # The logo and the color come from Python.
    assert set(shown) | {"clinic_logo", "brand_color"} == AROUND_PAGES


def test_staff_see_how_a_text_names_a_fact_and_that_an_empty_announcement_says_nothing(client):
    assert "<code>{{ fast_solids_h }}</code>" in client.get(change_url("fast_solids_h")).text
    assert "nothing, because it is empty" in client.get(change_url("announcement")).text
    assert "<code>" not in client.get(change_url("announcement")).text
    assert "{{ fast_solids_h }}" in client.get(reverse(LIST)).text


def test_a_clinician_without_an_account_agrees_at_a_private_address(client, nurse, mailoutbox):
    factories.article(slug="x", body="Eat nothing for {{ fast_solids_h }}.\n")
    clinician = factories.clinician("Jo Sample", credential="MD")
    offered = client.post(change_url("fast_solids_h"), {"value": "8 h", "note": "Guideline"}).context["clinicians"]
    assert list(offered) == [clinician]

    page = client.post(change_url("fast_solids_h"), confirmed(value="8 h", clinician=clinician.pk))
    [address] = re.findall(r"/sign-off/[\w-]+/", mailoutbox[0].body)
    client.logout()
    asked = client.get(address)
    answer = {"name": "Jo Sample", "credential": "MD", "decision": "approved", "digest": "", "remark": ""}
    client.post(address, answer | {name: value for name, value in asked.context["form"].initial.items() if value})

    assert address not in page.text
    assert f'<a href="{change_url("fast_solids_h")}">{page.context["fact"]}</a>' in page.text
    assert "8 hours" in asked.text
    assert "nothing for 8 hours." in client.get("/guide/x/").text


def test_who_signed_in_long_ago_confirms_it_before_a_clinical_value_is_proposed(client, nurse, time_machine):
    time_machine.move_to(timezone.now() + timedelta(minutes=20))

    sensitive = client.post(change_url("fast_solids_h"), confirmed(value="8 h"))
    other = client.post(change_url("visit_lidocaine"), confirmed(value="3 h"))

    assert sensitive.url.startswith("/admin/account/")
    assert FactProposal.objects.count() == 0
    assert other.url == change_url("visit_lidocaine")


def test_a_fact_is_found_in_the_list_by_the_name_that_staff_see(client, nurse):
    listed = reverse("admin:therapies_clinicfact_changelist")

    found = {
        words: [fact.key for fact in client.get(listed, {"q": words}).context["cl"].result_list]
        for words in ("DAYTIME phone", "no such fact", "\x00", "x" * 5000)
    }

    assert found["DAYTIME phone"][:1] == ["clinic_phone"]
    assert found["no such fact"] == found["x" * 5000] == []
