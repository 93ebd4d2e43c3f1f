"""The nouns of Meetward: frozen values and their identifiers, with no behaviour beyond what their fields say.

The words are those of the glossary in ``docs/architecture.md``. Instants are aware and in UTC; days are
local dates of the mission they belong to; minutes count from local midnight.
"""

from meetups.values.contacts import Apart, Birthday, Contact, Import, ImportState
from meetups.values.ids import (
    AskId,
    ChannelId,
    CommunityId,
    ContactId,
    DeliveryId,
    DraftId,
    ImportId,
    MeetingId,
    MessageId,
    MissionId,
    PersonId,
    PostId,
    RunId,
    VisitId,
)
from meetups.values.invites import Invite, Reply
from meetups.values.meetings import How, Meeting, Part, Participant
from meetups.values.missions import PROMISE_CHARACTERS, Break, Excuse, ExcuseKind, Fills, Mission, Suggested
from meetups.values.outgoing import (
    Ask,
    AskKind,
    AskState,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Draft,
    Post,
    PostKind,
    PostState,
)
from meetups.values.people import REACH_KM, Actor, Community, DirectMessages, Naming, Person, Strength
from meetups.values.pools import MatchAnswer, Matched, MatchRun, PoolMember, RunPart
from meetups.values.visits import Visit

__all__ = [
    "PROMISE_CHARACTERS",
    "REACH_KM",
    "Actor",
    "Apart",
    "Ask",
    "AskId",
    "AskKind",
    "AskState",
    "Birthday",
    "Break",
    "ChannelId",
    "Community",
    "CommunityId",
    "Contact",
    "ContactId",
    "Delivery",
    "DeliveryId",
    "DeliveryKind",
    "DeliveryState",
    "DirectMessages",
    "Draft",
    "DraftId",
    "Excuse",
    "ExcuseKind",
    "Fills",
    "How",
    "Import",
    "ImportId",
    "ImportState",
    "Invite",
    "MatchAnswer",
    "MatchRun",
    "Matched",
    "Meeting",
    "MeetingId",
    "MessageId",
    "Mission",
    "MissionId",
    "Naming",
    "Part",
    "Participant",
    "Person",
    "PersonId",
    "PoolMember",
    "Post",
    "PostId",
    "PostKind",
    "PostState",
    "Reply",
    "RunId",
    "RunPart",
    "Strength",
    "Suggested",
    "Visit",
    "VisitId",
]
