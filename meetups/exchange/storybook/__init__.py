"""Stories outside Discord: files to keep, a page to read, a feed to follow.

``chapters`` are the values all of it is made from, and what becomes of words that people typed; ``markdown`` and ``html``
write them, ``looks`` are the templates and the style; ``feed`` is Atom; ``binding`` packs files, and makes photos smaller.
Nothing here asks anybody or stores anything.
"""

from meetups.exchange.storybook.chapters import Book, Chapter, Half, Labels, Plate, isolated

__all__ = ["Book", "Chapter", "Half", "Labels", "Plate", "isolated"]
