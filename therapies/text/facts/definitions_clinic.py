"""The facts about the clinic itself: who it is, how to reach it, what it offers, what it costs."""

from .types import FactDefinition, FactType

THE_CLINIC = "The clinic"
PHONES = "Phone numbers"
APPOINTMENTS = "Appointments"
COST = "Cost"
LANGUAGE_AND_ACCESS = "Language and access"

THE_CLINIC_NUMBER = "the clinic"

CLINIC_DEFINITIONS = (
    FactDefinition(
        key="clinic_name",
        label="Name of the clinic",
        group=THE_CLINIC,
        type=FactType.TEXT,
        max_length=80,
        start="Sample Infusion Clinic",
        required=True,
        help="Patients see it at the top of every page, in the browser's tab and in e-mails.",
        example="The team of {{ clinic_name }} is here to help.",
    ),
    FactDefinition(
        key="clinic_address",
        label="Street address",
        group=THE_CLINIC,
        type=FactType.TEXT,
        max_length=200,
        help="Patients see it at the foot of every page. Write it on one line, with commas.",
        example="Where to find us: {{ clinic_address }}.",
    ),
    FactDefinition(
        key="opening_hours",
        label="Opening hours",
        group=THE_CLINIC,
        type=FactType.OPENING_HOURS,
        start="Monday to Friday, 8 am to 5 pm",
        help=(
            "Patients see it beside the daytime phone number, on every page. Outside these hours they are given the "
            "other number first, and a plan takes no appointment. Write the days, a comma and the hours, such as "
            "Monday to Friday, 8 am to 5 pm; Saturday, 9 am to noon. Leave out the days on which you are closed."
        ),
        example="Our phone is answered {{ opening_hours }}.",
    ),
    FactDefinition(
        key="funding",
        label="Who pays for these pages",
        group=THE_CLINIC,
        type=FactType.TEXT,
        max_length=200,
        help=(
            "Patients see it where they choose between treatments and on the page about this site, so that they can judge "
            "what they read. For example: the clinic pays for them itself. The owner of the clinic decides."
        ),
        example="Who pays for these pages: {{ funding }}.",
    ),
    FactDefinition(
        key="booking_link",
        label="Web address for booking",
        group=THE_CLINIC,
        type=FactType.WEB_ADDRESS,
        help=(
            "Patients see a button that leads there. Leave it empty if patients book by phone. "
            "It must begin with https://."
        ),
        example="Book your visit at {{ booking_link }}.",
    ),
    FactDefinition(
        key="announcement",
        label="Announcement",
        group=THE_CLINIC,
        type=FactType.TEXT,
        max_length=200,
        help="Patients see it in a band at the top of every page, for example during a holiday. Empty hides the band.",
    ),
    FactDefinition(
        key="brand_color",
        label="Brand color",
        group=THE_CLINIC,
        type=FactType.COLOUR,
        help=(
            "Used for links and buttons. Write # and six digits, such as #0b5c6b. It needs a contrast of "
            "4.5 to 1 at least, so that everybody can read it; 7 to 1 is the goal. The lighter shade for dark "
            "screens is made from it. Empty means the color of the site."
        ),
    ),
    FactDefinition(
        key="clinic_logo",
        label="Logo",
        group=THE_CLINIC,
        type=FactType.PICTURE,
        help="File name of a picture that is on the site, such as logo.svg. Empty shows the name of the clinic alone.",
    ),
    FactDefinition(
        key="clinic_phone",
        label="Daytime phone",
        group=PHONES,
        type=FactType.PHONE,
        start="(555) 555-0100",
        required=True,
        when_empty=THE_CLINIC_NUMBER,
        help=(
            "Patients see it on every page and in every list of warning signs. "
            "It must be a number that a person answers during opening hours."
        ),
        example="Call {{ clinic_phone }} the same day.",
    ),
    FactDefinition(
        key="after_hours_phone",
        label="Phone outside opening hours",
        group=PHONES,
        type=FactType.PHONE,
        start="(555) 555-0101",
        when_empty=THE_CLINIC_NUMBER,
        help=(
            "Patients see it beside the daytime phone. Some clinics answer it round the clock. "
            "The medical director decides."
        ),
        example="At night and on weekends, call {{ after_hours_phone }}.",
    ),
    FactDefinition(
        key="text_line",
        label="Number for text messages",
        group=PHONES,
        type=FactType.PHONE,
        for_texts=True,
        # "Text the clinic" would send a message to a line that nobody reads.
        when_empty="we do not answer text messages",
        help=(
            "Patients see it where they may text instead of calling. Leave it empty if the clinic answers no texts. "
            "Used after: “Text messages: …”. Never for emergencies."
        ),
        example="Text messages: {{ text_line }}.",
    ),
    FactDefinition(
        key="emergency_number",
        label="Emergency services",
        group=PHONES,
        type=FactType.PHONE,
        start="911",
        short_codes=("911",),
        required=True,
        needs_sign_off=True,
        help="Patients see it in every list of emergency signs. It is 911 everywhere in the United States.",
        example="Call {{ emergency_number }} if you cannot breathe.",
    ),
    FactDefinition(
        key="crisis_line",
        label="Crisis line",
        group=PHONES,
        type=FactType.PHONE,
        start="988",
        short_codes=("988",),
        required=True,
        needs_sign_off=True,
        help=(
            "Patients see it wherever thoughts of suicide are named. It is 988 everywhere in the United States, "
            "by call or text; veterans press 1."
        ),
        example="Call or text {{ crisis_line }} at any hour.",
    ),
    FactDefinition(
        key="services",
        label="Treatments that the clinic offers",
        group=APPOINTMENTS,
        type=FactType.CHOICE,
        several=True,
        choices=(
            ("lidocaine", "lidocaine"),
            ("ketamine", "ketamine"),
            ("vitamin-drips", "vitamin and nutrient drips"),
            ("esketamine-spray", "esketamine nasal spray"),
        ),
        start="lidocaine, ketamine",
        help="Patients see the list where a page says what the clinic offers. Write the names with commas: lidocaine, ketamine.",
        example="We offer {{ services }}.",
    ),
    FactDefinition(
        key="telehealth",
        label="Video visits",
        group=APPOINTMENTS,
        type=FactType.YES_NO,
        choices=(("yes", "we offer video visits"), ("no", "we do not offer video visits")),
        start="no",
        help=(
            "Patients see whether a first talk or a follow-up can be by video. Never for the infusion itself. "
            "Used after: “For a first talk or a follow-up, …”. A clinician decides."
        ),
        example="For a first talk or a follow-up, {{ telehealth }}.",
    ),
    FactDefinition(
        key="cancel_notice_h",
        label="Notice to cancel or move a visit",
        group=APPOINTMENTS,
        type=FactType.DURATION,
        start="48 hours",
        when_empty="in good time",
        help=(
            "Patients see it where they learn how to move a visit. Clinics ask for 24 to 48 hours. "
            "The front desk decides."
        ),
        example="To move your visit, tell us {{ cancel_notice_h }} before.",
    ),
    FactDefinition(
        key="companion_in_room",
        label="May someone sit with the patient?",
        group=APPOINTMENTS,
        type=FactType.CHOICE,
        choices=(
            ("yes", "one adult may stay in the room"),
            ("no", "that person can wait outside the room"),
            ("ask", "ask us before your visit"),
        ),
        start="ask",
        help="Patients see it on the page about the day of the infusion. Write yes, no or ask. The nurses decide.",
        example="If you want someone to sit with you, {{ companion_in_room }}.",
    ),
    FactDefinition(
        key="followup_call",
        label="Phone call on the next working day",
        group=APPOINTMENTS,
        type=FactType.YES_NO,
        choices=(
            ("yes", "we call you on the next working day"),
            ("no", "we do not call you on the next day, so call us if you have a question"),
        ),
        start="yes",
        help="Patients see whether to wait for a call. Used after: “After your infusion, …”. The nurses decide.",
        example="After your infusion, {{ followup_call }}.",
    ),
    FactDefinition(
        key="prices",
        label="Price of one infusion",
        group=COST,
        type=FactType.MONEY,
        help=(
            "Patients see it on the page about cost. Write $450 or, if it differs, $400 to $600. "
            "Empty tells patients to ask the clinic. The owner of the clinic decides."
        ),
        example="Price of one infusion: {{ prices }}.",
    ),
    FactDefinition(
        key="deposit",
        label="Deposit",
        group=COST,
        type=FactType.MONEY,
        help="Patients see it on the page about cost. Write $0 if you ask for none. The owner of the clinic decides.",
        example="Deposit when you book: {{ deposit }}.",
    ),
    FactDefinition(
        key="insurers",
        label="Insurance plans",
        group=COST,
        type=FactType.TEXT,
        max_length=200,
        help=(
            "Patients see it on the page about cost. "
            "Used after: “Insurance plans that we work with: …”. The billing desk knows."
        ),
        example="Insurance plans that we work with: {{ insurers }}.",
    ),
    FactDefinition(
        key="payment_plans",
        label="Payment plans",
        group=COST,
        type=FactType.TEXT,
        max_length=200,
        help=(
            "Patients see it on the page about cost. "
            "Used after: “If you cannot pay all at once, …”. For example: you can pay in parts."
        ),
        example="If you cannot pay all at once, {{ payment_plans }}.",
    ),
    FactDefinition(
        key="estimate_contact",
        label="Phone for a written estimate",
        group=COST,
        type=FactType.PHONE,
        when_empty=THE_CLINIC_NUMBER,
        help="Patients see whom to call for the good faith estimate that the law gives them. Empty says “the clinic”.",
        example="For a written estimate, call {{ estimate_contact }}.",
    ),
    FactDefinition(
        key="languages",
        label="Languages spoken",
        group=LANGUAGE_AND_ACCESS,
        type=FactType.TEXT,
        help=(
            "Patients see it where they learn how to get help. "
            "Used after: “Languages that our team speaks: …”. For example: English and Spanish."
        ),
        example="Languages that our team speaks: {{ languages }}.",
    ),
    FactDefinition(
        key="interpreter",
        label="Interpreter",
        group=LANGUAGE_AND_ACCESS,
        type=FactType.TEXT,
        help="Used after: “If you need an interpreter, …”. For example: tell us when you book, it is free.",
        example="If you need an interpreter, {{ interpreter }}.",
    ),
    FactDefinition(
        key="access_needs",
        label="Help with hearing, seeing or moving",
        group=LANGUAGE_AND_ACCESS,
        type=FactType.TEXT,
        max_length=200,
        help="Used after: “If you need help to hear, see or move, …”. For example: tell us when you book.",
        example="If you need help to hear, see or move, {{ access_needs }}.",
    ),
)
