"""The private list of the people somebody knows online.

``verbs`` what its owner does with it · ``details`` what can be written about a contact · ``memories`` what was lived
through with one · ``pages`` the list, narrowed and paged · ``books`` lists in memory, to be searched · ``merging`` two
contacts that are one person · ``importing`` files coming in, ``files`` what is in them, ``comparing`` that with the
list, ``undoing`` it all · ``exporting`` files going out.
"""

from meetups.services.contacts.books import Books, sole
from meetups.services.contacts.comparing import Choice
from meetups.services.contacts.details import CLEAR, Account, Clear, Details, cleaned_name
from meetups.services.contacts.exporting import Exports, Format
from meetups.services.contacts.files import check_size
from meetups.services.contacts.importing import Imported, Imports, Layout, Preview
from meetups.services.contacts.memories import Memory, Moment
from meetups.services.contacts.merging import Merger, Merging, Pair
from meetups.services.contacts.pages import Filter, Page, tag_number
from meetups.services.contacts.undoing import Undone
from meetups.services.contacts.verbs import Added, Contacts, introducer

__all__ = [
    "CLEAR",
    "Account",
    "Added",
    "Books",
    "Choice",
    "Clear",
    "Contacts",
    "Details",
    "Exports",
    "Filter",
    "Format",
    "Imported",
    "Imports",
    "Layout",
    "Memory",
    "Merger",
    "Merging",
    "Moment",
    "Page",
    "Pair",
    "Preview",
    "Undone",
    "check_size",
    "cleaned_name",
    "introducer",
    "sole",
    "tag_number",
]
