"""Lists of people going in and out as files: bytes to frozen values and back, with no clock, no disk and no network.

- ``entry``: what a file says about one person, with its limits, and how rough text is fitted into them.
- ``parsed``: what became of a file: its entries, its faults, and the reasons for refusing the whole of it.
- ``decoding``: bytes to text, whatever the encoding; binary files stop here.
- ``dates``: birthdays and days as address books write them.
- ``handles``: which network a handle or link belongs to, and when two of them are the same.
- ``content_lines``: the grammar of vCards: folded lines, properties, parameters, escapes.
- ``vcards``: what the properties mean, of vCard 2.1, 3.0 and 4.0, and our own.
- ``tables``: rows of comma, semicolon and tab separated files.
- ``layouts``: which columns of Google, Outlook, LinkedIn and our own tables mean what; any table by a mapping.
- ``documents``: our own JSON.
- ``reading``: the front door for files coming in, ``read`` and ``read_mapped``.
- ``writing``: files going out: vCard 4.0, CSV and JSON.
- ``likeness``: who of a file is already on the list, and why we think so.
"""
