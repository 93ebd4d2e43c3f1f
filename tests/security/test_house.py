"""What protects the bot beside its commands: words stay words in the database, and its own files stay its own."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

import pytest

from bot.app import open_app
from bot.settings import Settings
from meetups.services.contacts import Details
from tests.stories.world import PLACES
from tests.support.office import Office, actor
from tests.support.sources import ROOT

SQL = (
    "'; DROP TABLE contacts; --",
    '" OR 1=1 --',
    "%' UNION SELECT discord_token --",
    "\\'); DELETE FROM persons; --",
    "a%_b",
)
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.notreal.but-as-long-as-one-is"


async def test_words_of_people_are_never_part_of_a_statement(office: Office) -> None:
    alice = actor(2)
    for words in SQL:
        await office.services.contacts.add(alice, Details(words, note=words, source=words, tags=(words,)))
    book = await office.services.contacts.book(alice)
    for words in SQL:
        assert [each.name for each in book.find(words, 25)][:1] == [words]
    assert await office.services.contacts.names(alice, [each.id for each in book.find("", 25)])


@pytest.mark.skipif(os.name != "posix", reason="permissions are another matter there")
async def test_nobody_else_on_the_machine_reads_the_database_and_no_token_is_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    url = f"sqlite+aiosqlite:///{folder}/meetward.db"
    async with open_app(Settings(_env_file=None, database_url=url, discord_token=TOKEN), places=PLACES) as app:  # type: ignore[call-arg,arg-type]
        await app.services.drafts.tidy()
        assert stat.S_IMODE(folder.stat().st_mode) & 0o077 == 0
        files = list(folder.iterdir())
        assert files
        assert not [each for each in files if TOKEN.encode() in each.read_bytes()]
        assert TOKEN not in repr(app.settings)


def test_everything_installed_is_pinned_by_its_contents() -> None:
    for name in ("requirements.txt", "requirements-demo.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8").replace("\\\n", " ")
        pins = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
        assert len(pins) > 40
        assert [line for line in pins if not re.match(r"\S+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)] == [], name
    installs = [line for line in (ROOT / "Makefile").read_text("utf-8").splitlines() if "pip install" in line]
    assert installs
    assert all("--require-hashes" in line for line in installs)
