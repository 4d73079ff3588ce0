"""The facts with clinical meaning: eating, driving, watching, medicines, pregnancy. A clinician decides them.

The start values are the ones that the clinical fact sheet suggests; they bind nobody until a
clinician of the clinic has confirmed them.
"""

from functools import partial

from .types import FactDefinition, FactType

EATING = "Eating and drinking before the visit"
LENGTH = "Length of a visit"
HEALTH = "Medicines, tests and health"
AFTER = "After the visit"

# "Do not eat for ask the clinic" is no sentence, and a patient would read on; this one is.
THE_TIME_WE_TELL = "the time the clinic tells you"

_fact = partial(FactDefinition, needs_sign_off=True)
_duration = partial(_fact, type=FactType.DURATION, when_empty=THE_TIME_WE_TELL)
_text = partial(_fact, type=FactType.TEXT)

CARE_DEFINITIONS = (
    _duration(
        key="fast_solids_h",
        label="No food before the visit (light meal)",
        group=EATING,
        start="6 hours",
        help="Patients see it on the pages about preparing. Clinics differ: 3 to 8 hours. A clinician decides.",
        example="Do not eat for {{ fast_solids_h }} before your visit.",
    ),
    _duration(
        key="fast_heavy_meal_h",
        label="No fatty, fried or large meal before the visit",
        group=EATING,
        start="8 hours",
        help="Patients see it beside the rule for light meals. Sources say 6 to 8 hours. A clinician decides.",
        example="Do not eat a large or fatty meal for {{ fast_heavy_meal_h }} before your visit.",
    ),
    _duration(
        key="fast_clear_h",
        label="No clear drinks before the visit",
        group=EATING,
        start="2 hours",
        help="Patients see when to stop drinking water. Clinics differ: 30 minutes to 6 hours. A clinician decides.",
        example="You may drink water until {{ fast_clear_h }} before your visit.",
    ),
    _text(
        key="fast_lidocaine_differs",
        label="Own food rule for lidocaine visits",
        group=EATING,
        help=(
            "Used after: “Before a lidocaine visit, …”. Clinics differ: no food for 3 to 6 hours, "
            "no drink for 1 to 2 hours. For example: follow the same rule. A clinician decides."
        ),
        example="Before a lidocaine visit, {{ fast_lidocaine_differs }}.",
    ),
    _text(
        key="glp1_rule",
        label="Food rule with GLP-1 medicines",
        group=EATING,
        start="call us before your visit",
        help=(
            "Used after: “If you take a GLP-1 medicine, …”. 24 hours of liquids only is a common rule. "
            "A clinician decides."
        ),
        example="If you take a GLP-1 medicine, {{ glp1_rule }}.",
    ),
    _text(
        key="diabetes_rule",
        label="Food and insulin with diabetes",
        group=EATING,
        start="call us before your visit and ask for a morning time",
        help="Used after: “If you have diabetes, …”. A clinician decides.",
        example="If you have diabetes, {{ diabetes_rule }}.",
    ),
    _duration(
        key="session_lidocaine_min",
        label="Length of a lidocaine drip",
        group=LENGTH,
        start="30 to 60 minutes",
        help="Patients see it on the lidocaine page and in the comparison. Sources say 30 to 120 minutes.",
        example="The drip takes {{ session_lidocaine_min }}.",
    ),
    _duration(
        key="visit_lidocaine",
        label="Whole lidocaine visit",
        group=LENGTH,
        start="2 hours",
        needs_sign_off=False,
        help="Patients see it after “about”, where they plan their day and their ride. Sources say 1 to 4 hours.",
        example="Plan about {{ visit_lidocaine }} for the whole visit.",
    ),
    _duration(
        key="session_ketamine_pain",
        label="Length of a ketamine drip for pain",
        group=LENGTH,
        start="1 to 4 hours",
        help="Patients see it on the ketamine page and in the comparison. Sources say 40 minutes to 5 hours.",
        example="For pain, the drip takes {{ session_ketamine_pain }}.",
    ),
    _duration(
        key="session_ketamine_mood",
        label="Length of a ketamine drip for mood",
        group=LENGTH,
        start="40 minutes",
        help="Patients see it after “about”, on the ketamine page. Sources say 40 to 60 minutes.",
        example="For mood, the drip takes about {{ session_ketamine_mood }}.",
    ),
    _duration(
        key="visit_ketamine",
        label="Whole ketamine visit for pain",
        group=LENGTH,
        start="2 to 6 hours",
        needs_sign_off=False,
        help=(
            "Patients see it after “about”, where they plan their day and their ride. It is the drip and 1 to 2 hours more. "
            "Sources say up to 5 hours."
        ),
        example="Plan about {{ visit_ketamine }} for the whole visit.",
    ),
    _duration(
        key="visit_ketamine_mood",
        label="Whole ketamine visit for mood",
        group=LENGTH,
        start="2 to 3 hours",
        needs_sign_off=False,
        help=(
            "Patients see it after “about”, where they plan their day and their ride. It is the drip and 1 to 2 hours more."
        ),
        example="Plan about {{ visit_ketamine_mood }} for the whole visit.",
    ),
    _duration(
        key="observe_min",
        label="Watching time after the drip",
        group=LENGTH,
        start="30 minutes",
        help=(
            "Patients see it after “at least”, with “and until staff say you may go”. "
            "Sources say 15 minutes to 2 hours. A clinician decides."
        ),
        example="We watch you for at least {{ observe_min }}, and until staff say you may go.",
    ),
    _text(
        key="course_plan",
        label="How many infusions, how often",
        group=LENGTH,
        help=(
            "Used after: “How many infusions, and how often: …”. In studies for mood: 6 in 2 to 3 weeks; "
            "for CRPS: 4 to 10 days in a row; lidocaine: every few weeks. A clinician decides."
        ),
        example="How many infusions, and how often: {{ course_plan }}.",
    ),
    _text(
        key="medicine_rules",
        label="Medicines to take, hold or bring",
        group=HEALTH,
        max_length=300,
        help="Used after: “Which medicines to take, hold or bring: …”. A clinician writes it.",
        example="Which medicines to take, hold or bring: {{ medicine_rules }}.",
    ),
    _text(
        key="tests_before",
        label="Tests before the first infusion",
        group=HEALTH,
        max_length=200,
        help="Used after: “Tests before your first infusion: …”, such as a heart tracing. A clinician decides.",
        example="Tests before your first infusion: {{ tests_before }}.",
    ),
    _text(
        key="bp_limit",
        label="Blood pressure above which a visit is put off",
        group=HEALTH,
        max_length=60,
        help="Used after: “Blood pressure above which we put a visit off: …”. A clinician decides.",
        example="Blood pressure above which we put a visit off: {{ bp_limit }}.",
    ),
    _fact(
        key="min_age",
        label="Youngest age treated",
        group=HEALTH,
        type=FactType.NUMBER,
        start="18",
        lowest=0,
        highest=120,
        when_empty="old enough (ask the clinic)",
        help="Patients see it before “or older”. Write the age in years. A clinician decides.",
        example="You must be {{ min_age }} or older.",
    ),
    _text(
        key="pregnancy_rule",
        label="Pregnancy",
        group=HEALTH,
        start="we do not give you ketamine, and we put lidocaine off",
        max_length=200,
        help="Used after: “If you are pregnant, or may be, …”. Say whether you ask for a test. A clinician decides.",
        example="If you are pregnant, or may be, {{ pregnancy_rule }}.",
    ),
    _text(
        key="breastfeeding_rule",
        label="Breastfeeding",
        group=HEALTH,
        max_length=200,
        help="Used after: “If you are breastfeeding, …”. Give the advice for each medicine. A clinician writes it.",
        example="If you are breastfeeding, {{ breastfeeding_rule }}.",
    ),
    _duration(
        key="drive_ketamine_h",
        label="No driving after ketamine",
        group=AFTER,
        start="24 hours",
        help=(
            "Patients see it with “and not before a full night's sleep”. Sources say 12 to 24 hours, or the next day. "
            "A clinician decides."
        ),
        example="After ketamine, do not drive for {{ drive_ketamine_h }}, and not before a full night's sleep.",
    ),
    _duration(
        key="drive_lidocaine_h",
        label="No driving after lidocaine",
        group=AFTER,
        start="24 hours",
        help=(
            "Some clinics say the rest of the day; 24 hours is the careful choice. "
            "Nobody drives home from the visit. A clinician decides."
        ),
        example="After lidocaine, do not drive for {{ drive_lidocaine_h }}.",
    ),
    _text(
        key="ride_rule",
        label="Who may take the patient home",
        group=AFTER,
        max_length=200,
        start=(
            "a responsible adult aged 18 or older. Take no bus alone. Take a taxi or ride-share only with that adult"
        ),
        help="Used after: “Your ride home must be …”. A clinician decides.",
        example="Your ride home must be {{ ride_rule }}.",
    ),
    _duration(
        key="stay_with_h",
        label="An adult stays with the patient after ketamine",
        group=AFTER,
        start="24 hours",
        help=(
            "The start value covers the rest of the day and the first night. Sources say 4 to 24 hours. "
            "A clinician decides."
        ),
        example="After ketamine, an adult should stay with you for {{ stay_with_h }}.",
    ),
    _duration(
        key="no_alcohol_before_h",
        label="No alcohol, cannabis or street drugs before",
        group=EATING,
        start="24 hours",
        help="Patients see it on the pages about preparing. Sources say 12 to 72 hours. A clinician decides.",
        example="Do not drink alcohol or use cannabis for {{ no_alcohol_before_h }} before your visit.",
    ),
    _duration(
        key="no_alcohol_after_h",
        label="No alcohol, cannabis or street drugs after",
        group=AFTER,
        start="24 hours",
        help="Patients see it on the pages about the time after. Sources say 24 to 72 hours. A clinician decides.",
        example="Do not drink alcohol or use cannabis for {{ no_alcohol_after_h }} after your visit.",
    ),
    _duration(
        key="no_decisions_h",
        label="No big decisions or contracts",
        group=AFTER,
        start="24 hours",
        help=(
            "Patients see it on the pages about the time after. Sources say 24 hours, one hospital 48. "
            "A clinician decides."
        ),
        example="Make no big decisions and sign no contracts for {{ no_decisions_h }}.",
    ),
    _duration(
        key="followup_first",
        label="First check after the first infusion",
        group=AFTER,
        start="7 days",
        help="Patients see it after “within”. One week is usual. A clinician decides.",
        example="We check on you within {{ followup_first }} of your first infusion.",
    ),
)
