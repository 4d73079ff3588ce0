"""What the editor's script knows of the page beside its text."""

from django import template
from django.db.models import Count

from therapies.models import Mention, Question
from therapies.text.addresses import DEFAULT_LANGUAGE
from therapies.text.steps import BEFORE, GROUPS, MISSED, MOST_STEPS
from therapies.text.targets import QUESTION, Target

register = template.Library()


@register.simple_tag
def rules_of_plans() -> dict:
    """For a script: the parts of a plan, in order, and what stands in them."""
    return {"parts": GROUPS, "before": BEFORE, "missed": MISSED, "most": MOST_STEPS}


@register.simple_tag
def questions_of(article) -> dict:
    """For a script: which kind of page it is, and the questions that patients read on it now.

    `questions` leads from each id to its words and to how many other live pages link to it; its address is `prefix`,
    the id and a slash.
    """
    language = article.language if article and article.pk else DEFAULT_LANGUAGE
    known = {"kind": "", "prefix": Target(QUESTION, "").url(language=language).rstrip("/") + "/", "questions": {}}
    if not article or not article.pk:
        return known
    live = dict(Question.objects.live().filter(version__article=article).values_list("key", "question"))
    targets = {f"{QUESTION}/{key}": key for key in live}
    others = Mention.objects.live().filter(what=Mention.LINK, target__in=targets).exclude(version__article=article)
    links = {targets[row["target"]]: row["pages"] for row in others.values("target").annotate(pages=Count("version"))}
    questions = {key: {"words": words, "links": links.get(key, 0)} for key, words in live.items()}
    return known | {"kind": article.kind, "questions": questions}
