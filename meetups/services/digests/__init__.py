"""The digest: what a community's stories since the last one come to, in one post.

- saying: what it says, drawn from facts each time it is sent or edited
- planning: when the next one is due, and what becomes of it then
- organising: an organiser's side of it
"""

from meetups.services.digests.organising import DigestPreview, Digests, DigestState
from meetups.services.digests.planning import (
    FEWEST,
    carry_digest,
    hand_over_digests,
    plan_digest,
    replan_digest,
)
from meetups.services.digests.saying import Ahead, Digest, Entry, Place, Thanks, digest_of

__all__ = [
    "FEWEST",
    "Ahead",
    "Digest",
    "DigestPreview",
    "DigestState",
    "Digests",
    "Entry",
    "Place",
    "Thanks",
    "carry_digest",
    "digest_of",
    "hand_over_digests",
    "plan_digest",
    "replan_digest",
]
