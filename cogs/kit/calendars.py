"""A plan for the reader's own calendar: a file, and links that open Google's or Outlook's form filled in."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Final

import discord

from cogs.kit.act import Act
from cogs.kit.cards import Button
from cogs.kit.words import Words
from meetups.calendar import Event, google_link, outlook_link, to_ics

FILE = "meetward.ics"
ALARM: Final = timedelta(hours=2)
"""How long before it begins a calendar reminds its reader."""


def calendar_buttons(t: Words, event: Event, file_action: str) -> tuple[Button, ...]:
    """``file_action`` answers with the file (see ``send_calendar``); of what is called off there is nothing to add."""
    links = ((t("Google Calendar"), google_link(event)), (t("Outlook"), outlook_link(event)))
    return (
        Button(t("Calendar file"), file_action, emoji="📅"),
        *(Button(label, url=url) for label, url in links if url is not None),
    )


async def send_calendar(act: Act, event: Event) -> None:
    """Answer with the event as a file, for this person's eyes only."""
    text = (
        act.t("This takes it out of your calendar again: open the file on the device with your calendar.")
        if event.is_cancelled
        else act.t(
            "Open the file on the device with your calendar. If the plan changes, a new file updates the same entry."
        )
    )
    file = discord.File(io.BytesIO(to_ics(event)), FILE)
    await act.interaction.response.send_message(text, file=file, ephemeral=True)
