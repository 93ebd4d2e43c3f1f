"""The public side of a meeting: told by its author, shared by those in it, shown as far as each of them agrees."""

from meetups.services.stories.photos import (
    ALT_CHARACTERS,
    Album,
    InPhoto,
    PhotoQuestion,
    Photos,
    Pictured,
    Upload,
    photo_question,
)
from meetups.services.stories.recaps import Half, Recap, Shot, Shown, recap
from meetups.services.stories.rests import Rest, follow_rest, rest_of
from meetups.services.stories.shelf import Bound, Door, Page, Shelf, Tale
from meetups.services.stories.taking_part import (
    CHANGE_CHARACTERS,
    CHANGE_WISHED,
    HALF_CHARACTERS,
    ChangeWished,
    MyPart,
    TakingPart,
    change_wished,
    refresh_told,
    wishes_by,
)
from meetups.services.stories.telling import Preview, Stories, Untold, untold_of

__all__ = [
    "ALT_CHARACTERS",
    "CHANGE_CHARACTERS",
    "CHANGE_WISHED",
    "HALF_CHARACTERS",
    "Album",
    "Bound",
    "ChangeWished",
    "Door",
    "Half",
    "InPhoto",
    "MyPart",
    "Page",
    "PhotoQuestion",
    "Photos",
    "Pictured",
    "Preview",
    "Recap",
    "Rest",
    "Shelf",
    "Shot",
    "Shown",
    "Stories",
    "TakingPart",
    "Tale",
    "Untold",
    "Upload",
    "change_wished",
    "follow_rest",
    "photo_question",
    "recap",
    "refresh_told",
    "rest_of",
    "untold_of",
    "wishes_by",
]
