"""The buttons and forms by which a meeting is told, kept, and taken down again."""

from __future__ import annotations

from cogs.kit.act import Act
from cogs.kit.registry import Registry
from cogs.meetings.cards import change_card, is_up
from cogs.meetings.forms import Sharing, story_form
from cogs.meetings.photo_cards import album_card
from cogs.meetings.photos import uploaded
from cogs.meetings.recap_cards import (
    ON_PAGE,
    kept_card,
    later_card,
    posted_card,
    preview_card,
    recap_card,
    rest_card,
    untold_card,
    withdrawn_card,
)
from meetups.services.stories import Recap, Rest, Untold


def load_telling(registry: Registry) -> None:
    registry.renderers[Recap] = recap_card
    registry.renderers[Rest] = rest_card
    registry.renderers[Untold] = untold_card
    _load_writing(registry)
    _load_posting(registry)


def _load_writing(registry: Registry) -> None:
    on = registry.actions.on

    @on("story.write")
    async def write(act: Act) -> None:
        told = await act.services.meetings.show(act.actor, act.number())
        await act.ask(story_form(act.t, told.meeting, is_new=not is_up(told)))

    @on("story.told")
    async def told(act: Act) -> None:
        story, place, files = act.field("story"), act.field("place"), act.uploads("photos")
        standing = await act.services.meetings.show(act.actor, act.number())
        if is_up(standing):
            meeting = standing.meeting
            change = await act.services.meetings.propose_change(
                act.actor, meeting.id, met_on=meeting.met_on, how=meeting.how, story=story, place=place
            )
            await act.update(change_card(act.t, change))
            if files:
                # The form was opened before the story was posted.
                added = await act.services.photos.add(act.actor, meeting.id, await uploaded(files))
                await act.answer(album_card(act.t, added))
            return
        if files:
            # Fetching them and drawing them anew takes longer than Discord waits for an answer.
            await act.defer()
        preview = await act.services.stories.tell(act.actor, act.number(), story, place)
        if act.field("share") == Sharing.LATER:
            await act.services.stories.later(act.actor, act.number())
        if files:
            album = await act.services.photos.add(act.actor, act.number(), await uploaded(files))
            if album.faulty or any(not each.photo.is_sorted for each in album.photos):
                await act.update(album_card(act.t, album))
                return
            preview = await act.services.stories.preview(act.actor, act.number())
        if act.field("share") == Sharing.LATER:
            await act.update(later_card(act.t, preview.recap.meeting))
        elif act.field("share") == Sharing.NEVER:
            await act.update(kept_card(act.t, await act.services.stories.keep(act.actor, act.number())))
        else:
            await act.update(preview_card(act.t, preview))


def _load_posting(registry: Registry) -> None:
    on = registry.actions.on

    @on("story.preview")
    async def show(act: Act) -> None:
        await act.update(preview_card(act.t, await act.services.stories.preview(act.actor, act.number())))

    @on("story.name")
    async def name(act: Act) -> None:
        preview = await act.services.stories.show_outsider(act.actor, act.number(), act.number(1))
        await act.update(preview_card(act.t, preview))

    @on("story.post")
    async def post(act: Act) -> None:
        await act.services.stories.post(
            act.actor, act.number(), act.number(1) or None, is_on_web=act.number(2) == ON_PAGE
        )
        told = await act.services.meetings.show(act.actor, act.number())
        held_back = await act.services.photos.held_back(act.actor, act.number())
        await act.update(posted_card(act.t, told, held_back))

    @on("story.page")
    async def page(act: Act) -> None:
        preview = await act.services.stories.show_on_web(act.actor, act.number(), is_shown=bool(act.number(1)))
        await act.update(preview_card(act.t, preview))

    @on("story.keep")
    async def keep(act: Act) -> None:
        await act.update(kept_card(act.t, await act.services.stories.keep(act.actor, act.number())))

    @on("story.withdraw")
    async def withdraw(act: Act) -> None:
        await act.update(withdrawn_card(act.t, await act.services.stories.withdraw(act.actor, act.number())))
