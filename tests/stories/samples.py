"""Files that people bring along in the stories."""

from __future__ import annotations

HADLEY = {
    "source": "Seesmic",
    "handle": "https://seesmic.example/chris",
    "city": "Bloomington, IN",
    "tags": "wine, climbing",
    "languages": "Portuguese, German",
    "met_online": "a long thread about bicycles",
    "birthday": "January 10, 1980",
    "note": "owes me a beer",
}
"""What alice knows of Chris Hadley, as options of `/contact add`."""

MIXED = "\n".join(
    (
        *("BEGIN:VCARD", "VERSION:3.0", "FN:Ngozzi Okafor", "ADR:;;;Lagos;;;Nigeria", "END:VCARD"),
        *("BEGIN:VCARD", "VERSION:3.0", "FN:Zoë", "URL:https://github.com/zebra", "END:VCARD"),
        *("BEGIN:VCARD", "VERSION:3.0", "FN:Ada Byron", "ADR:;;;London;;;England", "END:VCARD"),
        *("BEGIN:VCARD", "VERSION:3.0", "FN:Ada Byron", "NOTE:the same again", "END:VCARD", ""),
        *("BEGIN:VCARD", "VERSION:3.0", "NOTE:nobody", "END:VCARD"),
        *("BEGIN:VCARD", "VERSION:3.0", "FN:Bob", "BDAY:someday", "END:VCARD"),
    )
)
"""Five people: one close to Ngozi Okafor of Lagos, one with the handle zebra on GitHub, one twice; and two faults."""

THREE_OF_TWO = "Name,City,Note\nChris,Ulm,plays go\nAda,Berlin,\nAda,Berlin,reads\n"
FIVE = "Name,City,Note\nChris,Ulm,plays go\nDana,Bonn,\nAda,,\nBo,,\nEve,,\n"


def many(number: int) -> str:
    """A table of so many people who are like nobody."""
    return "Name,City,Note\n" + "\n".join(f"Person {at:05},Ulm,number {at}" for at in range(number))
