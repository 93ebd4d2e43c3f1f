"""What tells one thing from another."""

from __future__ import annotations

from typing import NewType

PersonId = NewType("PersonId", int)
CommunityId = NewType("CommunityId", int)
ChannelId = NewType("ChannelId", int)
MessageId = NewType("MessageId", int)
MissionId = NewType("MissionId", int)
ContactId = NewType("ContactId", int)
MeetingId = NewType("MeetingId", int)
PostId = NewType("PostId", int)
AskId = NewType("AskId", int)
DeliveryId = NewType("DeliveryId", int)
DraftId = NewType("DraftId", int)
ImportId = NewType("ImportId", int)
VisitId = NewType("VisitId", int)
RunId = NewType("RunId", int)
PlanId = NewType("PlanId", int)
GatheringId = NewType("GatheringId", int)
PhotoId = NewType("PhotoId", int)
