"""What databases of earlier releases hold, in something of every table, and what each later version adds to it."""

from __future__ import annotations

from typing import Any

# As version 0001 wrote them: every column it had, with something in each.
MOMENT = "2026-01-01 12:00:00.000000"
FIRST: dict[str, list[dict[str, Any]]] = {
    "persons": [
        {
            "id": 1, "created_at": MOMENT, "city_id": 4259418, "time_zone": "Europe/Berlin", "locale": "de",
            "strength": "persistent", "quiet_from": 1200, "quiet_until": 400, "naming": "always", "adult_since": MOMENT,
            "dm_channel_id": 1001, "dm_state": "open", "dm_opened_at": MOMENT,
        },
    ],
    "communities": [
        {
            "id": 10, "name": "Tweetup", "created_at": MOMENT, "recap_channel_id": 11, "nudge_channel_id": 12,
            "organiser_channel_id": 13, "organiser_role_id": 14, "first_weekday": 6, "time_zone": "UTC",
            "country": "US", "locale": "en-US", "left_at": MOMENT,
        },
    ],
    "missions": [
        {
            "id": 20, "person_id": 1, "community_id": 10, "starts_on": "2026-01-05", "ends_on": "2026-12-31",
            "time_zone": "UTC", "created_at": MOMENT, "first_weekday": 6, "target": 2, "every_weeks": 2,
            "fills": "or_video", "new_people_only": 1, "kickoff_weekday": 3, "kickoff_minute": 600, "show_streak": 1,
            "promise": "I will", "first_shown": "Chris", "ended_at": MOMENT,
        },
    ],
    "excuses": [
        {
            "id": 30, "mission_id": 20, "kind": "pause", "first_on": "2026-02-02", "last_on": "2026-02-03",
            "created_at": MOMENT,
        },
    ],
    "contacts": [
        {
            "id": 40, "owner_id": 1, "name": "Chris 🙂", "added_at": MOMENT, "account_id": 2, "city_id": 2820256,
            "source": "LinkedIn", "met_online": "a forum\nlong ago", "note": "tall", "is_never": 1,
            "volunteered_at": MOMENT,
        },
        {
            "id": 41, "owner_id": 1, "name": "Bo", "added_at": MOMENT, "account_id": None, "city_id": None,
            "source": "", "met_online": "", "note": "", "is_never": 0, "volunteered_at": None,
        },
    ],
    "meetings": [
        {
            "id": 50, "recorder_id": 1, "met_on": "2026-01-06", "how": "in_person", "recorded_at": MOMENT,
            "community_id": 10, "place": "Café", "story": "We met.",
        },
    ],
    "participants": [
        {
            "meeting_id": 50, "position": 0, "part": "recorder", "person_id": 1, "contact_id": None,
            "note": "mine", "is_named": 0, "shown_as": "",
        },
        {
            "meeting_id": 50, "position": 1, "part": "confirmed", "person_id": 2, "contact_id": 40,
            "note": "theirs", "is_named": 1, "shown_as": "",
        },
        {
            "meeting_id": 50, "position": 2, "part": "guest", "person_id": None, "contact_id": 41,
            "note": "", "is_named": 0, "shown_as": "",
        },
    ],
    "posts": [
        {
            "id": 60, "kind": "recap", "subject": 50, "author_id": 1, "community_id": 10, "channel_id": 11,
            "created_at": MOMENT, "revision": 3, "state": "wanted", "message_id": 61,
        },
    ],
    "asks": [
        {
            "id": 70, "kind": "confirm", "from_id": 1, "to_id": 1, "subject": 50, "created_at": MOMENT,
            "community_id": 10, "state": "accepted", "answered_at": MOMENT,
        },
    ],
    "deliveries": [
        {
            "id": 80, "kind": "kickoff", "subject": 20, "occasion": "2026-01-05", "lane": "person:1", "due": MOMENT,
            "created_at": MOMENT, "person_id": 1, "community_id": 10, "mission_id": 20, "state": "sent",
            "claimed_at": MOMENT, "settled_at": MOMENT, "channel_id": 1001, "message_id": 81, "reason": "none",
            "seen_at": MOMENT, "data": '{"key": "value"}',
        },
        {
            "id": 82, "kind": "last_call", "subject": 20, "occasion": "2026-01-05", "lane": "person:1",
            "due": "2026-01-11 17:00:00.000000", "created_at": MOMENT, "person_id": 1, "community_id": 10,
            "mission_id": 20, "state": "planned", "claimed_at": None, "settled_at": None, "channel_id": None,
            "message_id": None, "reason": "", "seen_at": None, "data": "{}",
        },
    ],
    "suggested": [
        {"mission_id": 20, "week_on": "2026-01-05", "position": 0, "contact_id": 40, "is_skipped": 1},
        {"mission_id": 20, "week_on": "2026-01-05", "position": 1, "contact_id": 41, "is_skipped": 0},
    ],
    "reminders": [{"name": "commands", "value": "abc"}],
    "drafts": [
        {
            "id": 90, "person_id": 1, "kind": "mission", "created_at": MOMENT, "community_id": 10,
            "data": '{"target": 2}',
        },
    ],
}  # fmt: skip
# What version 0002 added to it, again with something in each.
SECOND: dict[str, list[dict[str, Any]]] = {
    **FIRST,
    "contacts": [
        {
            **FIRST["contacts"][0], "account_is_seen": 0, "handle": "@chris", "city_written": "Evansville",
            "tags": "chess\ntea, green", "languages": "en\npt-BR", "introduced_by": "Bo", "introducer_id": 41,
            "birthday": "--02-29", "promised": "a book", "again_on": "2026-03-01", "is_seldom": 1,
            "snoozed_until": "2026-04-01",
        },
        {
            **FIRST["contacts"][1], "account_is_seen": 1, "handle": "", "city_written": "", "tags": "", "languages": "",
            "introduced_by": "", "introducer_id": None, "birthday": None, "promised": "", "again_on": None,
            "is_seldom": 0, "snoozed_until": None,
        },
    ],
    "lists": [{"owner_id": 1, "revision": 2**61}],
    "apart": [{"owner_id": 1, "one_id": 40, "other_id": 41}],
    "imports": [
        {
            "id": 45, "person_id": 1, "created_at": MOMENT, "file": b"\x1f\x8b", "state": "done",
            "mapping": '{"name": 0}', "has_header": 0, "finished_at": MOMENT, "undo": '{"added": [41]}',
        },
    ],
}  # fmt: skip
# And version 0003.
THIRD: dict[str, list[dict[str, Any]]] = {
    **SECOND,
    "persons": [
        {
            **FIRST["persons"][0], "reach_km": 20, "availability": 5, "languages": "en\npt-BR", "tags": "chess\ntea, green",
            "introduction": "I bake.", "seen_at": MOMENT,
        },
    ],
    "communities": [
        {**FIRST["communities"][0], "has_pool": 0, "match_weekday": 3, "match_minute": 600, "answer_hours": 48},
    ],
    "contacts": [{**each, "waits_near": 1} for each in SECOND["contacts"]],
    "suggested": [{**each, "added_at": MOMENT} for each in FIRST["suggested"]],
    "asks": [
        *FIRST["asks"],
        {
            "id": 71, "kind": "invite", "from_id": 1, "to_id": 1, "subject": 71, "created_at": MOMENT,
            "community_id": 10, "state": "open", "answered_at": None,
        },
    ],
    "invites": [
        {
            "id": 71, "asker_id": 1, "account_id": 1, "contact_id": 41, "mission_id": 20, "week_on": "2026-01-05",
            "created_at": MOMENT, "closes_at": MOMENT, "reply": "later", "words": "after work",
            "again_on": "2026-05-01",
        },
    ],
    "breaks": [
        {"id": 35, "community_id": 10, "first_on": "2026-02-02", "last_on": "2026-02-08", "created_at": MOMENT},
    ],
    "visits": [
        {
            "id": 100, "person_id": 1, "city_id": 4258313, "first_on": "2026-02-03", "last_on": "2026-02-09",
            "created_at": MOMENT, "told_at": MOMENT,
        },
    ],
    "pool_members": [
        {
            "person_id": 1, "community_id": 10, "joined_at": MOMENT, "in_person_only": 1, "likes_three": 1,
            "is_findable": 0, "rested_at": MOMENT,
        },
    ],
    "match_runs": [
        {
            "id": 110, "community_id": 10, "week_on": "2026-01-05", "part": "weekly", "made_at": MOMENT,
            "announce_at": MOMENT, "weight": 7, "bound": 8, "undone_at": None,
        },
    ],
    "matched": [
        {"run_id": 110, "person_id": 1, "group": 2, "answer": "in", "answered_at": MOMENT, "is_alone": 1},
    ],
}  # fmt: skip
# And version 0004.
FOURTH: dict[str, list[dict[str, Any]]] = {
    **THIRD,
    "missions": [{**FIRST["missions"][0], "seen_here_at": MOMENT, "departed_at": MOMENT}],
    "posts": [{**FIRST["posts"][0], "is_thread": 1}],
    # Against what 0004 would guess from their times.
    "deliveries": [
        {**FIRST["deliveries"][0], "is_scheduled": 1, "faults": 3},
        {**FIRST["deliveries"][1], "is_scheduled": 0, "faults": 0},
    ],
}  # fmt: skip
# And version 0005.
FIFTH: dict[str, list[dict[str, Any]]] = {
    **FOURTH,
    "communities": [
        {**row, "safety_id": 2, "safety_text": "Call Kyle.", "has_events": 1} for row in THIRD["communities"]
    ],
    "plans": [
        {
            "id": 120, "host_id": 1, "created_at": MOMENT, "changed_at": MOMENT, "closes_at": MOMENT,
            "times": "2026-01-03T18:00:00+00:00", "community_id": 10, "revision": 2, "state": "fixed",
            "starts_at": MOMENT, "minutes": 90, "activity": "walk", "city_id": 4258313, "place": "The park",
            "words": "Shoes!", "meeting_id": 50, "until": MOMENT,
        },
    ],
    "guests": [
        {
            "plan_id": 120, "position": 0, "contact_id": 40, "person_id": 1, "answer": "yes", "answered_at": MOMENT,
            "times": "", "again_on": "2026-05-01",
        },
    ],
    "gatherings": [
        {
            "id": 130, "host_id": 1, "community_id": 10, "channel_id": 11, "created_at": MOMENT,
            "changed_at": MOMENT, "starts_at": MOMENT, "minutes": 120, "revision": 1, "state": "open",
            "activity": "game", "city_id": 4258313, "place": "My house", "is_place_public": 1, "seats": 6,
            "words": "Madden", "meeting_id": 50, "event_id": 77,
        },
    ],
    "seats": [{"gathering_id": 130, "person_id": 1, "state": "in", "asked_at": MOMENT, "is_let_in": 1}],
}  # fmt: skip
# And version 0006.
SIXTH: dict[str, list[dict[str, Any]]] = {
    **FIFTH,
    "communities": [
        {
            **row, "has_digest": 1, "digest_weekday": 3, "digest_minute": 600, "web_key": "secret", "web_since": MOMENT,
        }
        for row in FIFTH["communities"]
    ],
    "participants": [{**row, "story": "And cake!"} for row in FIFTH["participants"]],
    "posts": [{**row, "is_on_web": 0} for row in FIFTH["posts"]],
    "photos": [
        {
            "id": 65, "meeting_id": 50, "owner_id": 1, "created_at": MOMENT, "width": 640, "height": 480, "size": 3,
            "alt": "Two people", "is_sorted": 1,
        },
    ],
    "photo_files": [{"photo_id": 65, "data": b"abc"}],
    "appearances": [{"photo_id": 65, "position": 1, "consent": "given", "ask_id": 70}],
}  # fmt: skip
SEVENTH: dict[str, list[dict[str, Any]]] = {
    **SIXTH,
    "persons": [{**row, "look": "light"} for row in SIXTH["persons"]],
    "communities": [{**row, "has_ranking": 1} for row in SIXTH["communities"]],
    "showings": [
        {"person_id": 1, "community_id": 10, "name": "Alice", "is_shown": 1, "is_pictured": 1, "is_ranked": 0},
    ],
}  # fmt: skip
RELEASES = {"0001": FIRST, "0002": SECOND, "0003": THIRD, "0004": FOURTH, "0005": FIFTH, "0006": SIXTH, "0007": SEVENTH}


def _is_scheduled(row: dict[str, Any]) -> int:
    """What waits for a time of its own goes by the calendar."""
    return int(row["due"] > row["created_at"])


# What each version adds to the rows that stand; a function gives it for each.
ADDED: dict[str, dict[str, dict[str, Any]]] = {
    "0002": {
        "contacts": {
            "handle": "", "city_written": "", "tags": "", "languages": "", "introduced_by": "", "promised": "",
            "introducer_id": None, "birthday": None, "again_on": None, "is_seldom": 0, "snoozed_until": None,
            "account_is_seen": 1,
        },
    },
    "0003": {
        "persons": {"reach_km": 50, "availability": 0, "languages": "", "tags": "", "introduction": "", "seen_at": None},
        # Weeks begin on a Sunday there, and so the pool is introduced on Sundays.
        "communities": {"has_pool": 1, "match_weekday": 6, "match_minute": 540, "answer_hours": 24},
        "contacts": {"waits_near": 0},
        "suggested": {"added_at": None},
    },
    "0004": {
        "missions": {"seen_here_at": None, "departed_at": None},
        "posts": {"is_thread": 0},
        "deliveries": {"is_scheduled": _is_scheduled, "faults": 0},
    },
    "0005": {
        "communities": {"safety_id": None, "safety_text": "", "has_events": 0},
    },
    "0006": {
        "communities": {
            "has_digest": 0, "digest_weekday": 6, "digest_minute": 1080, "web_key": "", "web_since": None,
        },
        "participants": {"story": ""},
        "posts": {"is_on_web": 1},
    },
    "0007": {
        "persons": {"look": "dark"},
        "communities": {"has_ranking": 0},
    },
    "0008": {
        "deliveries": {"claimed_by": None},
    },
}  # fmt: skip
