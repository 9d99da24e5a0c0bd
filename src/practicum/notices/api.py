"""The door of notices."""

from practicum.notices.calendar import (
    CANCELLED,
    CONFIRMED,
    TENTATIVE,
    Entry,
    Party,
    write_cancel,
    write_feed,
    write_request,
)
from practicum.notices.delivery import deliver_notice
from practicum.notices.models import CalendarFeed, Notice, NoticePreference
from practicum.notices.queries import (
    Preview,
    count_by_state,
    feed_by_secret,
    feed_of,
    letters_of,
    notices_to,
    outbox,
    preference_of,
    preview,
    stuck_notices,
)
from practicum.notices.rules.kinds import CHOOSABLE, KINDS, SETTINGS, setting_for
from practicum.notices.rules.states import ACTS, NOTICE_STATES, acts_on
from practicum.notices.services import (
    Draft,
    Invitation,
    choose_notices,
    decide_on_notice,
    end_feed,
    queue_notice,
    queue_notices,
    renew_feed,
)

__all__ = [
    "ACTS",
    "CANCELLED",
    "CHOOSABLE",
    "CONFIRMED",
    "KINDS",
    "NOTICE_STATES",
    "SETTINGS",
    "TENTATIVE",
    "CalendarFeed",
    "Draft",
    "Entry",
    "Invitation",
    "Notice",
    "NoticePreference",
    "Party",
    "Preview",
    "acts_on",
    "choose_notices",
    "count_by_state",
    "decide_on_notice",
    "deliver_notice",
    "end_feed",
    "feed_by_secret",
    "feed_of",
    "letters_of",
    "notices_to",
    "outbox",
    "preference_of",
    "preview",
    "queue_notice",
    "queue_notices",
    "renew_feed",
    "setting_for",
    "stuck_notices",
    "write_cancel",
    "write_feed",
    "write_request",
]
