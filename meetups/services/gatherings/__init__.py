"""Open invitations: a host, a time, some places, and who takes them.

- roster: who takes part, and what one person may see
- events: an invitation among the events of the server
- letters: what they are told, and when
- seating: taking a place, waiting for one, leaving
- hosting: making, moving, calling off, and saying who was there
- leaving: hosts and guests who are forgotten, departed or shunned, posts that are deleted
"""

from meetups.services.gatherings.events import EVENT_ID, HostedEvent, event_body, take_event_down, was_deleted
from meetups.services.gatherings.hosting import (
    ACTIVITY_CHARACTERS,
    MOST_SEATS,
    PART,
    PLACE_CHARACTERS,
    USUAL_LENGTH,
    USUAL_SEATS,
    WORDS_CHARACTERS,
    Choosing,
    Gatherings,
    Proposal,
    Sketch,
)
from meetups.services.gatherings.leaving import (
    depart_gatherings,
    follow_never_list,
    leave_gatherings,
    post_deleted,
)
from meetups.services.gatherings.letters import (
    GATHERING_KINDS,
    HOST,
    About,
    GatheringAhead,
    GatheringLetter,
    GatheringPost,
    HostNews,
    SeatNews,
    WhoCame,
    gathering_can_wait,
    gathering_letter,
    gathering_post,
    refresh_gatherings,
)
from meetups.services.gatherings.roster import Hall, Roster, Sight, Standing
from meetups.services.gatherings.seating import Seating

__all__ = [
    "ACTIVITY_CHARACTERS",
    "EVENT_ID",
    "GATHERING_KINDS",
    "HOST",
    "MOST_SEATS",
    "PART",
    "PLACE_CHARACTERS",
    "USUAL_LENGTH",
    "USUAL_SEATS",
    "WORDS_CHARACTERS",
    "About",
    "Choosing",
    "GatheringAhead",
    "GatheringLetter",
    "GatheringPost",
    "Gatherings",
    "Hall",
    "HostNews",
    "HostedEvent",
    "Proposal",
    "Roster",
    "SeatNews",
    "Seating",
    "Sight",
    "Sketch",
    "Standing",
    "WhoCame",
    "depart_gatherings",
    "event_body",
    "follow_never_list",
    "gathering_can_wait",
    "gathering_letter",
    "gathering_post",
    "leave_gatherings",
    "post_deleted",
    "refresh_gatherings",
    "take_event_down",
    "was_deleted",
]
