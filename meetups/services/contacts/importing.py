"""Files coming in: read, shown beside the list before anything changes, carried out in one transaction, undone for a day."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from meetups.exchange.entry import Entry
from meetups.exchange.layouts import FIELDS
from meetups.exchange.likeness import Likeness
from meetups.exchange.parsed import Column, Cut, Fault, Kind, Parsed
from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.services.common import History, check_room, known_person
from meetups.services.contacts.comparing import Assembled, Choice, Compared, assemble, compare
from meetups.services.contacts.files import check_size, read_file
from meetups.services.contacts.undoing import Undone, reversal, take_back
from meetups.services.never_lists import never_changed
from meetups.services.wishes import tell_of_all
from meetups.values import Actor, ContactId, Import, ImportId, ImportState

DECIDE_WITHIN = timedelta(days=1)
UNDO_FOR = timedelta(days=1)
_AT_ONCE = 500
_EXAMPLES = 3
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Likely:
    """Somebody of the file who seems to be on the list already, and why; both by name."""

    name: str
    known_as: str
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Preview:
    """What is in a file, beside the list; nothing has changed yet.

    ``repeated`` counts those who stand in the file a second time, ``oneself`` those who are the owner. ``examples`` are
    some of the new ones; ``unplaced`` are cities the list of cities cannot tell, as they are written.
    """

    import_id: ImportId
    kind: Kind
    fresh: int
    likely: tuple[Likely, ...]
    repeated: int
    oneself: int
    faults: tuple[Fault, ...]
    fault_count: int
    cuts: tuple[Cut, ...]
    cut_count: int
    examples: tuple[Entry, ...]
    unplaced: tuple[str, ...]

    @property
    def found(self) -> int:
        return self.fresh + len(self.likely) + self.repeated


@dataclass(frozen=True, slots=True)
class Layout:
    """A table nobody has seen before: its columns, and the field each is taken for ("" for none), by position."""

    import_id: ImportId
    columns: tuple[Column, ...]
    fields: tuple[str, ...]
    has_header: bool

    @property
    def has_name(self) -> bool:
        return bool({"name", "first_name", "last_name"} & set(self.fields))


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did; it can be undone until ``until``."""

    import_id: ImportId
    added: int
    filled_in: int
    left_out: int
    until: datetime


class Imports:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open(self, actor: Actor, file: bytes) -> Preview | Layout:
        """Read a file and keep it until its owner decides; a file opened before is put away.

        Raises ``Refusal`` ``import.`` and why, such as ``import.too_many``.
        """
        check_size(len(file))
        parsed = await self._desk.aside(lambda: read_file(file))
        mapping = None
        if parsed.needs_mapping:
            mapping = {each.guess: at for at, each in enumerate(parsed.columns) if each.guess}
        packed = await self._desk.aside(lambda: zlib.compress(file, 1))
        async with self._desk.store.write() as work:
            await known_person(work, self._desk, actor)
            await work.imports.remove(person_id=actor.person_id, state=ImportState.SHOWN)
            opened = Import(
                ImportId(self._desk.new_id()),
                actor.person_id,
                self._desk.clock(),
                packed,
                mapping=mapping,
            )
            await work.imports.add(opened)
        if not parsed.needs_mapping:
            return await self._preview(actor, opened, parsed)
        layout = _layout(opened, parsed)
        # A table whose columns all bear names we know needs no questions.
        is_clear = layout.has_name and all(layout.fields)
        return await self._preview(actor, opened, await self._read(opened)) if is_clear else layout

    async def preview(self, actor: Actor, import_id: int) -> Preview:
        opened = await self._opened(actor, import_id)
        return await self._preview(actor, opened, await self._read(opened))

    async def layout(self, actor: Actor, import_id: int) -> Layout:
        """The columns of a table, and what they are taken for."""
        opened = await self._opened(actor, import_id)
        parsed = await self._desk.aside(lambda: read_file(zlib.decompress(opened.file)))
        return _layout(opened, parsed)

    async def map_column(self, actor: Actor, import_id: int, column: int, field: str) -> Layout:
        """Take a column for a field, or for nothing; a field has one column at most."""
        layout = await self.layout(actor, import_id)
        if not 0 <= column < len(layout.columns) or field not in ("", *FIELDS):
            raise Refusal("choice.unreadable")
        fields = {each: at for at, each in enumerate(layout.fields) if each not in ("", field) and at != column}
        mapping = {**fields, field: column} if field else fields
        await self._change(actor, import_id, mapping=mapping)
        return replace(layout, fields=_fields(mapping, len(layout.columns)))

    async def set_header(self, actor: Actor, import_id: int, *, has_header: bool) -> Layout:
        """Whether the first row names the columns, or is somebody already."""
        await self._change(actor, import_id, has_header=has_header)
        return await self.layout(actor, import_id)

    async def carry_out(
        self, actor: Actor, import_id: int, choice: Choice, progress: Progress = lambda done, total: None
    ) -> Imported:
        """Import it, all in one transaction; a second press finds it done. ``progress`` hears contacts written of all."""
        opened = await self._get(actor, import_id)
        if opened.state is ImportState.DONE:
            return _imported(opened)
        parsed = await self._read(self._decidable(opened))
        while True:
            revision, assembled, undo = await self._assembled(actor, parsed, choice)
            async with self._desk.store.write() as work:
                opened = await self._current(work, actor, import_id)
                if opened.state is not ImportState.SHOWN:
                    return _imported(opened)
                # A list that changed meanwhile is compared again.
                if revision == await work.contacts.revision(actor.person_id):
                    await check_room(work, actor.person_id, len(assembled.steps.added))
                    await _write(work, assembled, progress)
                    for before, after in assembled.steps.filled_in:
                        if after.waits_near and not before.waits_near:
                            await tell_of_all(work, self._desk, after)
                    if assembled.steps.has_never:
                        await never_changed(work, self._desk, actor.person_id)
                    done = replace(opened, file=b"", state=ImportState.DONE, finished_at=self._desk.clock(), undo=undo)
                    await work.imports.save(done)
                    return _imported(done)

    async def undo(self, actor: Actor, import_id: int) -> Undone:
        """Take an import back within a day; whoever was met or changed since stays. A second press finds it done."""
        while True:
            async with self._desk.store.read() as work:
                done = await self._current(work, actor, import_id)
                if done.state is ImportState.UNDONE:
                    return Undone(**done.undo)
                done = self._undoable(done)
                revision = await work.contacts.revision(actor.person_id)
                now = await work.contacts.find(owner_id=actor.person_id)
                history = History(await work.meetings.encounters(actor.person_id))
            since = done.finished_at or done.created_at
            found = await self._desk.aside(partial(reversal, done.undo, now, history, since))
            async with self._desk.store.write() as work:
                done = await self._current(work, actor, import_id)
                if done.state is ImportState.DONE and revision == await work.contacts.revision(actor.person_id):
                    await take_back(work, actor, found)
                    await never_changed(work, self._desk, actor.person_id)
                    await work.imports.save(replace(done, state=ImportState.UNDONE, undo=asdict(found.undone)))
                    return found.undone

    async def put_away(self, actor: Actor, import_id: int) -> None:
        """Import nothing; the file is forgotten."""
        async with self._desk.store.write() as work:
            await work.imports.remove(id=import_id, person_id=actor.person_id, state=ImportState.SHOWN)

    async def tidy(self) -> None:
        """Forget the files nobody decided on, and what can no longer be undone."""
        async with self._desk.store.write() as work:
            await work.imports.remove_older(self._desk.clock() - DECIDE_WITHIN - UNDO_FOR)

    async def _change(self, actor: Actor, import_id: int, **changes: object) -> None:
        async with self._desk.store.write() as work:
            opened = await self._current(work, actor, import_id)
            await work.imports.save(replace(opened, **changes))  # type: ignore[arg-type]

    async def _preview(self, actor: Actor, opened: Import, parsed: Parsed) -> Preview:
        _, compared = await self._compared(actor, parsed)
        return Preview(
            import_id=opened.id,
            kind=parsed.kind,
            fresh=len(compared.fresh),
            likely=tuple(
                Likely(compared.entries[at].name, compared.names[contact_id], why)
                for at, (contact_id, why) in compared.like.items()
            ),
            repeated=len(compared.repeats),
            oneself=compared.oneself,
            faults=parsed.faults,
            fault_count=parsed.fault_count,
            cuts=parsed.cuts,
            cut_count=parsed.cut_count,
            examples=tuple(compared.entries[at] for at in compared.fresh[:_EXAMPLES]),
            unplaced=compared.unplaced,
        )

    async def _compared(self, actor: Actor, parsed: Parsed) -> tuple[int, Compared]:
        """The file beside the list, and the revision of the list it was compared with."""
        async with self._desk.store.read() as work:
            revision = await work.contacts.revision(actor.person_id)
            people = await work.contacts.listed(actor.person_id)
        return revision, await self._desk.aside(lambda: compare(self._desk, actor.person_id, parsed, people))

    async def _assembled(self, actor: Actor, parsed: Parsed, choice: Choice) -> tuple[int, Assembled, dict[str, Any]]:
        """What the file makes of the list as it is at a revision, and what undoing it will need."""
        revision, compared = await self._compared(actor, parsed)
        wanted = {contact_id for contact_id, _ in compared.like.values()}
        async with self._desk.store.read() as work:
            existing = await work.contacts.find(owner_id=actor.person_id, id=wanted) if wanted else []
        fresh = [ContactId(self._desk.new_id()) for _ in compared.entries]
        now = self._desk.clock()

        def assembled() -> tuple[Assembled, dict[str, Any]]:
            made = assemble(self._desk, actor.person_id, compared, existing, choice, fresh, now)
            return made, {**made.steps.written(), "left_out": made.left_out}

        return revision, *(await self._desk.aside(assembled))

    def _undoable(self, done: Import) -> Import:
        if done.state is not ImportState.DONE:
            raise Refusal("import.gone")
        if done.finished_at is None or self._desk.clock() > done.finished_at + UNDO_FOR:
            raise Refusal("import.too_late")
        return done

    async def _read(self, opened: Import) -> Parsed:
        return await self._desk.aside(
            lambda: read_file(zlib.decompress(opened.file), opened.mapping, has_header=opened.has_header)
        )

    async def _opened(self, actor: Actor, import_id: int) -> Import:
        return self._decidable(await self._get(actor, import_id))

    def _decidable(self, opened: Import) -> Import:
        if opened.state is not ImportState.SHOWN:
            raise Refusal("import.gone")
        if self._desk.clock() > opened.created_at + DECIDE_WITHIN:
            raise Refusal("import.expired")
        return opened

    async def _get(self, actor: Actor, import_id: int) -> Import:
        async with self._desk.store.read() as work:
            return await self._current(work, actor, import_id)

    async def _current(self, work: UnitOfWork, actor: Actor, import_id: int) -> Import:
        found = await work.imports.get(import_id)
        if found is None or found.person_id != actor.person_id:
            raise Refusal("import.gone")
        return found


async def _write(work: UnitOfWork, assembled: Assembled, progress: Progress) -> None:
    added, filled_in = assembled.steps.added, [after for _, after in assembled.steps.filled_in]
    total = len(added) + len(filled_in)
    for start in range(0, len(added), _AT_ONCE):
        await work.contacts.add(*added[start : start + _AT_ONCE])
        progress(min(start + _AT_ONCE, len(added)), total)
    for start in range(0, len(filled_in), _AT_ONCE):
        await work.contacts.save_all(filled_in[start : start + _AT_ONCE])
        progress(len(added) + min(start + _AT_ONCE, len(filled_in)), total)


def _layout(opened: Import, parsed: Parsed) -> Layout:
    if not parsed.needs_mapping:
        raise Refusal("import.gone")
    fields = _fields(opened.mapping or {}, len(parsed.columns))
    return Layout(opened.id, parsed.columns, fields, opened.has_header)


def _fields(mapping: dict[str, int], columns: int) -> tuple[str, ...]:
    """The field each column is taken for, by position."""
    taken = {at: field for field, at in mapping.items()}
    return tuple(taken.get(at, "") for at in range(columns))


def _imported(done: Import) -> Imported:
    if done.state is not ImportState.DONE or done.finished_at is None:
        raise Refusal("import.gone")
    undo = done.undo
    return Imported(done.id, len(undo["added"]), len(undo["filled_in"]), undo["left_out"], done.finished_at + UNDO_FOR)
