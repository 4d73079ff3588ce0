"""What the builder of links puts out: every form of one link that staff paste somewhere, from the choices of one form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import quote

from django import forms

from therapies.linking.blocks import LARGEST_BLOCK, Sms, Wording, html_block, sms_text, text_block
from therapies.linking.merge_fields import EXAMPLE, FORMATS, STYLES, FieldNameError, Variant, merge_variants
from therapies.linking.outputs import EMAIL, NEUTRAL_TITLE, PAPER, address_of, qr_address
from therapies.models import Article, Link
from therapies.text.facts import FactSheet

LONGEST_TITLE = 60  # signs; a longer one leaves no room in a text message


class WordingForm(forms.Form):
    """What the block says, and how the scheduling system names date and time. Empty is the usual choice everywhere."""

    title = forms.CharField(
        label="What the message says",
        max_length=LONGEST_TITLE,
        required=False,
        help_text=f"Empty: “{NEUTRAL_TITLE}”. A locked phone shows it: name no drug and no illness.",
    )
    style = forms.ChoiceField(
        label="Fields of your system look like",
        required=False,
        choices=[("", "without date and time"), *((style.key, style.label) for style in STYLES)],
    )
    format = forms.ChoiceField(
        label="It writes date and time like",
        required=False,
        choices=[(format_.key, format_.filled(EXAMPLE)) for format_ in FORMATS],
    )
    date_field = forms.CharField(
        label="Name of its date field", max_length=60, required=False, help_text="Empty: date."
    )
    time_field = forms.CharField(
        label="Name of its time field",
        max_length=60,
        required=False,
        help_text="Empty: time. Write “-” when one field holds both.",
    )

    def clean_title(self) -> str:
        title = " ".join(self.cleaned_data["title"].split())
        named = drug_named_in(title)
        if named:
            raise forms.ValidationError(
                f"“{named}” names a treatment, and a locked phone shows it to everybody. Say it without."
            )
        return title

    def clean(self):
        super().clean()
        names = self.cleaned_data
        if not names.get("style"):
            return
        try:
            merge_variants(**self.field_names())
        except FieldNameError as error:
            self.add_error("date_field", str(error))

    def field_names(self) -> dict[str, str]:
        time_field = self.cleaned_data.get("time_field", "").strip()
        return {
            "date_field": self.cleaned_data.get("date_field", "").strip() or "date",
            "time_field": "" if time_field == "-" else time_field or "time",
        }

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen rightly; a field that is wrong counts as left empty."""
        self.is_valid()
        return getattr(self, "cleaned_data", {})

    @property
    def title_chosen(self) -> str:
        return self.chosen.get("title") or NEUTRAL_TITLE

    @property
    def variant(self) -> Variant | None:
        """The choice of merge fields; None for a link without a time."""
        style = self.chosen.get("style")
        if not style or self.errors.keys() & {"format", "date_field", "time_field"}:
            return None
        wanted = (style, self.chosen["format"] or FORMATS[0].key)
        return next(one for one in merge_variants(**self.field_names()) if (one.style.key, one.format.key) == wanted)


def drug_named_in(title: str) -> str:
    """The first treatment of the site that a title names; "" for none."""
    slugs = Article.objects.filter(kind="therapy").values_list("slug", flat=True)
    words = {word for slug in slugs for word in slug.split("-") if len(word) > 5 and word != "infusion"}
    return next((word for word in title.lower().replace("-", " ").split() if word.strip(".,!?:") in words), "")


@dataclass(frozen=True)
class Outputs:
    """All that the page of one link shows to copy. `filled` is an address as a patient gets it, with an example date."""

    short: str
    paper: str
    html: str
    text: str
    sms: Sms
    qr: str
    variant: Variant | None
    merged: str
    filled: str

    @property
    def html_bytes(self) -> int:
        return len(self.html.encode())

    @property
    def html_is_small(self) -> bool:
        return self.html_bytes <= LARGEST_BLOCK


def outputs_of(link: Link, form: WordingForm, *, facts: FactSheet, site_url: str, minutes: int) -> Outputs:
    """Everything for one link. A format with blanks serves the HTML block only: elsewhere it would cut the address."""
    variant = form.variant
    fragment = variant.fragment if variant else ""
    plain = variant if variant and variant.fits_plain_text else None
    filled = quote(variant.filled(EXAMPLE), safe="=:,/") if variant else ""
    wording = Wording(facts, site_url, title=form.title_chosen, minutes=minutes, fragment=fragment)
    in_plain_text = replace(
        wording, fragment=plain.fragment if plain else "", filled=plain.filled(EXAMPLE) if plain else ""
    )
    return Outputs(
        short=address_of(link, site_url=site_url),
        paper=address_of(link, site_url=site_url, channel=PAPER),
        html=html_block(link, wording),
        text=text_block(link, in_plain_text),
        sms=sms_text(link, in_plain_text),
        qr=qr_address(link, site_url=site_url),
        variant=variant,
        merged=address_of(link, site_url=site_url, channel=EMAIL, fragment=fragment),
        filled=address_of(link, site_url=site_url, channel=EMAIL, fragment=filled),
    )
