"""What a notice is about, and what its reader may choose: at once, with the day's digest, or on the page only. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from practicum.kernel.errors import Refusal

AT_ONCE, DAILY, OFF = "at_once", "daily", "off"
SETTINGS = {AT_ONCE: "At once", DAILY: "Once a day, in one mail", OFF: "Not by mail, only on your page"}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of notice. `may` holds the settings to choose from, the default first; one alone is no choice.

    `urgent` ones are sent in quiet hours too.
    """

    title: str
    says: str
    may: tuple[str, ...] = (AT_ONCE, DAILY, OFF)
    urgent: bool = False

    @property
    def default(self) -> str:
        return self.may[0]


KINDS: Mapping[str, Kind] = {
    "decision": Kind(
        title="Decisions",
        says="On your application, what you asked for, your results and appeals, your credential.",
        may=(AT_ONCE,),
    ),
    "security": Kind(
        title="Safety of your account", says="Changes that only you should make.", may=(AT_ONCE,), urgent=True
    ),
    # a calendar reads them one by one: they are of no use in a digest
    "invitation": Kind(
        title="Invitations", says="Sessions for your calendar: new, moved and cancelled ones.", may=(AT_ONCE, OFF)
    ),
    "news": Kind(title="Confirmations and news", says="We have your application, your seat, your cohort begins."),
    "reminder": Kind(title="Reminders", says="A date comes near: an offer lapses, work is due."),
    "nudge": Kind(title="Nudges", says="Your facilitator or mentor asks how you are getting on."),
    "work": Kind(
        title="Work that waits for you", says="Something to mark or to answer, and feedback on your own work."
    ),
    "mention": Kind(title="Mentions", says="Somebody names you in a discussion."),
    "discussion": Kind(title="Discussions", says="New posts in your cohort, at most once a day.", may=(AT_ONCE, OFF)),
    # made of the others; who wants none turns them off one by one
    "digest": Kind(title="The day's digest", says="What you asked to get once a day.", may=(AT_ONCE,)),
}
CHOOSABLE = {key: kind for key, kind in KINDS.items() if len(kind.may) > 1}


def setting_for(kind: str, choices: Mapping[str, str]) -> str:
    """How this kind reaches a person with these choices; a choice that the kind does not allow counts as none."""
    known = KINDS[kind]
    chosen = choices.get(kind, known.default)
    return chosen if chosen in known.may else known.default


def check_choices(choices: Mapping[str, str]) -> dict[str, str]:
    """The choices worth keeping: those that differ from the default. Refuses what a kind does not allow."""
    for kind, setting in choices.items():
        if kind not in CHOOSABLE:
            raise Refusal("kind_fixed", "This kind of letter is always sent.", field=kind)
        if setting not in CHOOSABLE[kind].may:
            raise Refusal("setting_unknown", "Choose one of the answers.", field=kind)
    return {kind: setting for kind, setting in choices.items() if setting != KINDS[kind].default}
