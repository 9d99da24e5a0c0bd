"""The door of cohorts."""

from practicum.cohorts.answering import answer_alternative
from practicum.cohorts.digest import send_digests
from practicum.cohorts.housekeeping import close_pulses, remove_old_recordings
from practicum.cohorts.leaving import end_withdrawn_seats
from practicum.cohorts.models import (
    Alternative,
    AssignmentFeedback,
    AssignmentSubmission,
    Attendance,
    Booking,
    Cohort,
    CohortMentor,
    HandOver,
    MakeUp,
    Nudge,
    OfficeHour,
    Post,
    Proposal,
    Pulse,
    Recording,
    Reflection,
    Seat,
    Session,
    StaffAvailability,
)
from practicum.cohorts.queries.access import (
    Part,
    access_cohort,
    access_proposal,
    access_submission,
    cohorts_for,
    see_cohort,
)
from practicum.cohorts.queries.alternatives import access_alternative
from practicum.cohorts.queries.capacity import SeatCapacity, seat_capacity
from practicum.cohorts.queries.hand_over import hands_of
from practicum.cohorts.queries.load import StaffLoad, staff_load
from practicum.cohorts.queries.meetings import meetings_for
from practicum.cohorts.queries.regrouping import Decision, decide_on
from practicum.cohorts.queries.todo import todo_for
from practicum.cohorts.queries.training import cohort_of, seat_of, trainers_of, training_complete
from practicum.cohorts.reminders import remind_of_inbox
from practicum.cohorts.rules.feedback import check_feedback
from practicum.cohorts.rules.states import LIVE as LIVE_COHORTS
from practicum.cohorts.rules.training import LAB_AHEAD
from practicum.cohorts.services.attendance import record_attendance
from practicum.cohorts.services.availability import say_availability
from practicum.cohorts.services.discussion import edit_post, mark_read, pin_thread, remove_post, reply_to, start_thread
from practicum.cohorts.services.hand_over import end_hand_over, hand_over
from practicum.cohorts.services.labs import note_labs
from practicum.cohorts.services.makeup import decide_make_up, save_make_up_draft, submit_make_up
from practicum.cohorts.services.nudges import nudge_candidate
from practicum.cohorts.services.office_hours import (
    book_office_hour,
    cancel_booking,
    cancel_office_hour,
    offer_office_hours,
)
from practicum.cohorts.services.proposals import (
    confirm_proposal,
    discard_proposal,
    propose_cohorts,
    request_proposal,
)
from practicum.cohorts.services.pulse import answer_pulse
from practicum.cohorts.services.regrouping import regroup_cohort
from practicum.cohorts.services.revising import (
    adopt_alternative,
    ask_what_if,
    broken_by_proposed_move,
    mentor_for_proposed_move,
    move_proposed_seat,
    stop_search,
)
from practicum.cohorts.services.running import cancel_cohort, complete_cohort, start_cohort
from practicum.cohorts.services.seats import end_seat, move_member, seat_waiting
from practicum.cohorts.services.sessions import add_recording, remove_recording, save_session_note
from practicum.cohorts.services.timetable import cancel_session, reschedule_session, set_join_link
from practicum.cohorts.services.week import (
    mark_preparation,
    note_reflection_read,
    save_reflection,
    share_reflection,
    take_back_reflection,
)
from practicum.cohorts.services.work import give_feedback, save_assignment_draft, submit_assignment

__all__ = [
    "LAB_AHEAD",
    "LIVE_COHORTS",
    "Alternative",
    "AssignmentFeedback",
    "AssignmentSubmission",
    "Attendance",
    "Booking",
    "Cohort",
    "CohortMentor",
    "Decision",
    "HandOver",
    "MakeUp",
    "Nudge",
    "OfficeHour",
    "Part",
    "Post",
    "Proposal",
    "Pulse",
    "Recording",
    "Reflection",
    "Seat",
    "SeatCapacity",
    "Session",
    "StaffAvailability",
    "StaffLoad",
    "access_alternative",
    "access_cohort",
    "access_proposal",
    "access_submission",
    "add_recording",
    "adopt_alternative",
    "answer_alternative",
    "answer_pulse",
    "ask_what_if",
    "book_office_hour",
    "broken_by_proposed_move",
    "cancel_booking",
    "cancel_cohort",
    "cancel_office_hour",
    "cancel_session",
    "check_feedback",
    "close_pulses",
    "cohort_of",
    "cohorts_for",
    "complete_cohort",
    "confirm_proposal",
    "decide_make_up",
    "decide_on",
    "discard_proposal",
    "edit_post",
    "end_hand_over",
    "end_seat",
    "end_withdrawn_seats",
    "give_feedback",
    "hand_over",
    "hands_of",
    "mark_preparation",
    "mark_read",
    "meetings_for",
    "mentor_for_proposed_move",
    "move_member",
    "move_proposed_seat",
    "note_labs",
    "note_reflection_read",
    "nudge_candidate",
    "offer_office_hours",
    "pin_thread",
    "propose_cohorts",
    "record_attendance",
    "regroup_cohort",
    "remind_of_inbox",
    "remove_old_recordings",
    "remove_post",
    "remove_recording",
    "reply_to",
    "request_proposal",
    "reschedule_session",
    "save_assignment_draft",
    "save_make_up_draft",
    "save_reflection",
    "save_session_note",
    "say_availability",
    "seat_capacity",
    "seat_of",
    "seat_waiting",
    "see_cohort",
    "send_digests",
    "set_join_link",
    "share_reflection",
    "staff_load",
    "start_cohort",
    "start_thread",
    "stop_search",
    "submit_assignment",
    "submit_make_up",
    "take_back_reflection",
    "todo_for",
    "trainers_of",
    "training_complete",
]
