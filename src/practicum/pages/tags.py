"""Template tags: Markdown, states, times in the reader's zone, charts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from practicum.pages.markdown import render_markdown

register = template.Library()

# Tone is told by shape and word as well as by colour.
_TONES = {
    "good": {
        "accepted", "adopted", "answered", "approved", "awarded", "caught_up", "completed", "confirmed", "current", "final",
        "handed_in", "issued", "marked", "operational", "passed", "present", "published", "released", "running", "seated",
        "applied", "booked", "digested", "kept", "sent", "upheld",
    },
    "wait": {
        "allocated", "assembled", "assigned", "checked_in", "computed", "draft", "excused", "expired", "forming", "held",
        "in_progress", "in_review", "lodged", "offered", "open", "pilot", "proposed", "queued", "returned",
        "drawn_up", "gathered", "moved", "scheduled", "scored", "sending", "submitted", "suspended", "tentative",
        "under_appeal", "under_review", "waitlisted",
    },
    "bad": {
        "absent", "cancelled", "closed", "declined", "discarded", "dismissed", "dropped", "failed", "lapsed", "left", "refused",
        "reassigned", "recused", "rejected", "retired", "revoked", "voided", "withdrawn",
    },
}  # fmt: skip


@register.filter
def markdown(text: str, heading_from: int = 2) -> SafeString:
    return render_markdown(text or "", heading_from=heading_from)


@register.filter
def words(state: str) -> str:
    """`under_review` as people write it."""
    return str(state).replace("_", " ")


@register.simple_tag
def state(value: str) -> SafeString:
    """A state as a small tag."""
    tone = next((name for name, states in _TONES.items() if value in states), "wait")
    return format_html('<span class="state state-{}">{}</span>', tone, words(value))


@register.simple_tag
def moment(at: datetime | None, zone: str = "UTC", style: str = "full") -> SafeString:
    """A time in a person's zone, with the zone's name, as a `<time>`."""
    if at is None:
        return SafeString("")
    local = at.astimezone(ZoneInfo(zone))
    shape = {
        "full": f"{local:%a} {local.day} {local:%b %Y, %H:%M}",
        "date": f"{local.day} {local:%b %Y}",
        "clock": f"{local:%H:%M}",
    }[style]
    suffix = f" {local:%Z}" if style == "full" else ""
    return format_html('<time datetime="{}">{}{}</time>', at.isoformat(), shape, suffix)


@register.filter
def as_group(field: BoundField) -> SafeString:
    """The boxes or buttons of a field inside its fieldset, which has the field's own id already."""
    return field.as_widget(attrs={"id": f"{field.auto_id}_choices"})


@register.filter
def lookup(mapping: Mapping[Any, Any], key: Any) -> Any:
    """`mapping[key]`, or nothing."""
    return mapping.get(key, "") if mapping else ""


@register.filter
def percent(value: Any) -> str:
    return f"{float(value):.0f} %"
