"""The bot of the load benchmark: the shipped program, `python -m bot run`, with a bare `/ping` beside its commands."""

from __future__ import annotations

import sys

import bot.app
from benchmarks.interaction_bot import ping
from bot.cli import main
from bot.client import MeetwardClient


class AppWithPing(bot.app.App):
    def client(self) -> MeetwardClient:
        client = super().client()
        client.tree.add_command(ping)
        return client


if __name__ == "__main__":
    vars(bot.app)["App"] = AppWithPing
    sys.argv = ["bot", "run"]
    main()
