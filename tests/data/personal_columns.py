"""What every column is to a person: where the export tells it, how it is forgotten, or why neither.

A row is somebody's own or names them; ``Told`` and ``Untold`` speak of whose it is, ``NAMES`` of those it names.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Told:
    """Columns in the export of whose row it is, under this key; the row goes with its person."""

    key: str
    columns: str


@dataclass(frozen=True)
class Untold:
    """Columns that are not in the export, and why; the row goes with its person."""

    columns: str
    reason: str


@dataclass(frozen=True)
class Nobody:
    """Columns of rows that are about no person, and why; they stay."""

    columns: str
    reason: str


A_SERVER = "a setting of a server, made by its organisers"
A_RUN = "how a whole pool was matched; who was, stands in matched"
OF_ITS_ROW = "says only which row the others belong to"

COLUMNS: dict[str, tuple[Told | Untold | Nobody, ...]] = {
    "persons": (
        Told("profile", "id created_at city_id time_zone locale strength quiet_from quiet_until naming adult_since"),
        Told(
            "profile", "seen_at dm_channel_id dm_state dm_opened_at reach_km availability languages tags introduction"
        ),
        Told("profile", "look"),
    ),
    "missions": (
        Told("missions", "id person_id community_id starts_on ends_on time_zone created_at first_weekday target fills"),
        Told("missions", "every_weeks new_people_only kickoff_weekday kickoff_minute show_streak promise first_shown"),
        Told("missions", "ended_at seen_here_at departed_at"),
    ),
    "excuses": (Told("days_off", "id mission_id kind first_on last_on created_at"),),
    "suggested": (Told("suggestions", "mission_id week_on position contact_id is_skipped added_at"),),
    "contacts": (
        Told(
            "contacts", "id owner_id name added_at account_id account_is_seen source handle city_id city_written tags"
        ),
        Told("contacts", "languages met_online introduced_by introducer_id birthday note promised again_on is_never"),
        Told("contacts", "is_seldom snoozed_until volunteered_at waits_near"),
    ),
    "lists": (Untold("owner_id revision", "a random number with each change of a list"),),
    "apart": (Told("told_apart", "owner_id one_id other_id"),),
    "imports": (
        Told("imports", "id person_id created_at state mapping has_header finished_at undo"),
        Untold("file", "handed out as a file of its own, as it came"),
    ),
    "meetings": (Told("meetings", "id recorder_id met_on how recorded_at community_id place story"),),
    "participants": (
        Told("meetings", "meeting_id position part person_id contact_id note is_named shown_as"),
        Untold("story", "a recorder's own is the meeting's; the others' is theirs, and in their export"),
    ),
    "posts": (
        Told("posts", "id kind subject author_id community_id channel_id created_at revision state message_id"),
        Told("posts", "is_thread is_on_web"),
    ),
    "photos": (Told("photos", "id meeting_id owner_id created_at width height size alt is_sorted"),),
    "photo_files": (Untold("photo_id data", "handed out as files"),),
    "appearances": (
        Untold("photo_id position consent ask_id", "others' answers; in the export of those who gave them"),
    ),
    "showings": (Told("shows", "person_id community_id name is_shown is_pictured is_ranked"),),
    "asks": (Told("questions_asked", "id kind from_id to_id subject created_at community_id state answered_at"),),
    "invites": (
        Told("invitations_made", "id asker_id account_id contact_id mission_id week_on created_at closes_at reply"),
        Told("invitations_made", "words again_on"),
    ),
    "deliveries": (
        Told("messages", "id kind subject occasion lane due created_at person_id community_id mission_id state"),
        Told("messages", "claimed_at settled_at channel_id message_id reason seen_at data is_scheduled faults"),
        Untold("claimed_by", "a process of this installation"),
    ),
    "visits": (Told("visits", "id person_id city_id first_on last_on created_at told_at"),),
    "pool_members": (
        Told("pools", "person_id community_id joined_at in_person_only likes_three is_findable rested_at"),
    ),
    "matched": (
        Told("matches", "answer answered_at"),
        Untold("run_id person_id", "told as the week and the server of the run"),
        Untold("group is_alone", "with whom is the others' as well; told is whether nobody was left"),
    ),
    "plans": (
        Told("plans_made", "id host_id created_at changed_at closes_at times community_id revision state starts_at"),
        Told("plans_made", "minutes activity city_id place words meeting_id"),
        Untold("until", "follows from the times"),
    ),
    "guests": (Told("plans_made", "plan_id position contact_id person_id answer answered_at times again_on"),),
    "gatherings": (
        Told(
            "gatherings_hosted", "id host_id community_id channel_id created_at changed_at starts_at minutes revision"
        ),
        Told("gatherings_hosted", "state activity city_id place is_place_public seats words meeting_id event_id"),
    ),
    "seats": (
        Untold("gathering_id person_id state is_let_in", "told as what one was told of one's place"),
        Untold("asked_at", "in the export of whose place it is"),
    ),
    "drafts": (Told("drafts", "id person_id kind created_at community_id data"),),
    "communities": (
        Nobody("id name created_at recap_channel_id nudge_channel_id organiser_channel_id first_weekday", A_SERVER),
        Nobody("organiser_role_id time_zone country locale left_at has_pool match_weekday match_minute", A_SERVER),
        Nobody("answer_hours has_events has_digest digest_weekday digest_minute web_key web_since", A_SERVER),
        Nobody("safety_id safety_text has_ranking", A_SERVER),
    ),
    "breaks": (Nobody("id community_id first_on last_on created_at", A_SERVER),),
    "match_runs": (Nobody("id community_id week_on part made_at announce_at weight bound undone_at", A_RUN),),
    "reminders": (Nobody("name value", "what this installation notes about itself"),),
}

NAMES: dict[str, str] = {
    "contacts.account_id": "emptied",
    "participants.person_id": "emptied",
    "asks.to_id": "goes",
    "invites.account_id": "goes",
    "guests.person_id": "goes",
    "seats.person_id": "goes",
    "communities.safety_id": "emptied",
    "imports.undo": "emptied",
    "drafts.data": "emptied",
    "deliveries.data": "emptied",
}
"""Columns of others' rows, and settings, in which somebody is named: what becomes of that, or of the row, when they are forgotten."""

REMAINS: dict[str, str] = {
    "contacts": "somebody's own words on their own private list",
    "participants": "the fact that there was somebody, which is the recorder's",
    "appearances": "that somebody, now nobody, is in a photo, so that it is never shown",
    "gatherings": "the invitation is its host's",
    "plans": "the plan is its host's, without the guest",
    "meetings": "the meeting is its recorder's",
    "imports": "the list is its owner's",
    "drafts": "what its owner typed",
}
"""Others' rows that named a forgotten person and stay without naming them."""
