"""The door of notices."""

from practicum.notices.delivery import deliver_notice
from practicum.notices.models import Notice
from practicum.notices.queries import notices_to
from practicum.notices.services import queue_notice

__all__ = ["Notice", "deliver_notice", "notices_to", "queue_notice"]
