"""The member's private list: adding, finding, changing and leaving out the people they know, and files of them."""

from __future__ import annotations

from cogs.contacts.adding import load_adding
from cogs.contacts.buttons import load_changes, load_forms, load_list
from cogs.contacts.commands import group, menu
from cogs.contacts.doubles import add_merging, load_merging
from cogs.contacts.files import add_file_commands, load_files
from cogs.kit.registry import Registry


def load(registry: Registry) -> None:
    contact = group(registry.kit)
    add_file_commands(contact, registry.kit)
    add_merging(contact, registry.kit)
    registry.commands += [contact, menu(registry.kit)]
    for load_part in (load_list, load_adding, load_changes, load_forms, load_files, load_merging):
        load_part(registry)


__all__ = ["load"]
