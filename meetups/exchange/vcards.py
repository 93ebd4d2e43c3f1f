"""vCards 2.1, 3.0 and 4.0, and our own: what their properties mean for a contact; street and number are not kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from meetups.exchange.content_lines import Property, decoded, parameter, parts, properties, unescaped
from meetups.exchange.dates import Unclear, birthday_of, day_of
from meetups.exchange.entry import Rough
from meetups.exchange.handles import account_of, network_named, network_of
from meetups.exchange.parsed import MAX_ENTRIES, FaultKind, Findings, Kind, Parsed, Reason, Unreadable, within
from meetups.values import Birthday

OWN: Final = "X-MEETWARD-"
_MOST: Final = 50  # values kept of one property of a card
_PARTS: Final = 7  # of the longest compound value, ADR
_BEGINS: Final = re.compile(r"^[ \t]*BEGIN[ \t]*:[ \t]*VCARD", re.IGNORECASE | re.MULTILINE)
_LINK: Final = re.compile(r"https?://", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"([A-Za-z][\w+.-]{1,30}):(?!//)(.+)", re.ASCII | re.DOTALL)
# Properties some programs invented before there was IMPP, and the networks they stand for.
_MESSENGERS: Final = {
    f"X-{word}": network_named(word)
    for word in ("AIM", "GOOGLE-TALK", "GTALK", "ICQ", "JABBER", "MASTODON", "MATRIX", "MSN", "QQ", "SKYPE", "TELEGRAM",
                 "TWITTER", "YAHOO")
}  # fmt: skip
_PROFILES: Final = ("X-SOCIALPROFILE", "SOCIALPROFILE")
_TEXTS: Final = (
    "FN",
    "N",
    "NICKNAME",
    "ORG",
    "TITLE",
    "EMAIL",
    "ADR",
    "CATEGORIES",
    "LANG",
    "BDAY",
    "NOTE",
    "URL",
    "IMPP",
)
_OWN_TEXTS: Final = (
    "VERSION",
    "HANDLE",
    "SOURCE",
    "ACCOUNT",
    "CITY",
    "LANGUAGE",
    "MET-ONLINE",
    "INTRODUCED-BY",
    "PROMISED",
    "NEVER",
    "SELDOM",
    "WAITS-NEAR",
)
_DAYS: Final = ("AGAIN-ON", "SNOOZED-UNTIL")
_WANTED: Final = frozenset(
    ("BEGIN", "END", "AGENT", *_TEXTS, *_PROFILES, *_MESSENGERS, *(f"{OWN}{name}" for name in (*_OWN_TEXTS, *_DAYS)))
)


class _Candidate(NamedTuple):
    """A handle a card offers; the lowest rank is taken."""

    rank: int
    handle: str
    source: str


class _Card:
    """The properties of one card that can matter, gathered until its end."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.found: dict[str, list[Property]] = {}

    def keep(self, found: Property) -> None:
        kept = self.found.setdefault(found.name, [])
        if len(kept) < _MOST:
            kept.append(found)

    def all(self, name: str) -> Iterator[str]:
        return (unescaped(decoded(found)).strip() for found in self.found.get(name, ()))

    def one(self, name: str) -> str:
        """The first value that is not empty, or ""."""
        return next(filter(None, self.all(name)), "") if name in self.found else ""

    def compound(self, name: str) -> Iterator[list[str]]:
        """The values of a property with parts, without those that are all empty."""
        split_up = ([part.strip() for part in parts(decoded(found), ";", _PARTS)] for found in self.found.get(name, ()))
        return (value for value in split_up if any(value))

    @property
    def is_own(self) -> bool:
        return f"{OWN}VERSION" in self.found


def has_cards(text: str) -> bool:
    return _BEGINS.search(text) is not None


def read_cards(text: str) -> Parsed:
    """Every card of a file. Raises ``Unreadable``.

    A card without an end is kept and reported; a card inside another (2.1's AGENT) is passed over.
    """
    within(sum(1 for _ in _BEGINS.finditer(text)), MAX_ENTRIES, Reason.TOO_MANY)
    findings, is_own = Findings(), False
    for card in _cards(text, findings):
        is_own = is_own or card.is_own
        findings.add(_rough(card, findings), card.one("EMAIL") or card.one("NOTE"))
    if not findings.entries and not findings.fault_count:
        raise Unreadable(Reason.NOT_RECOGNISED)
    return findings.parsed(Kind.OWN_VCARD if is_own else Kind.VCARD)


def _cards(text: str, findings: Findings) -> Iterator[_Card]:
    card: _Card | None = None
    in_agent = before_agent = False
    for found in properties(text, _WANTED):
        if not found.name:
            if card is not None and not in_agent:
                findings.fault(found.line, FaultKind.NOT_A_PROPERTY, found.value)
        elif found.name == "BEGIN" and _is_card(found):
            if card is not None and before_agent:
                in_agent = True
            else:
                if card is not None:
                    findings.fault(card.line, FaultKind.MISSING_END, card.one("FN"))
                    yield card
                card, in_agent = _Card(found.line), False
        elif found.name == "END" and _is_card(found):
            if card is not None and not in_agent:
                yield card
                card = None
            in_agent = False
        elif card is not None and not in_agent:
            card.keep(found)
        before_agent = found.name == "AGENT" and not found.value.strip()
    if card is not None:
        findings.fault(card.line, FaultKind.MISSING_END, card.one("FN"))
        yield card


def _is_card(found: Property) -> bool:
    return found.value[:40].strip().upper() == "VCARD"


def _rough(card: _Card, findings: Findings) -> Rough:
    rough = Rough(line=card.line, name=_name(card), note=card.one("NOTE"))
    rough.tags = [tag for found in card.found.get("CATEGORIES", ()) for tag in parts(decoded(found), ",", _MOST)]
    rough.birthday = _birthday(card, findings)
    if card.is_own:
        _read_own(card, rough, findings)
        return rough
    rough.city = next(filter(None, map(_city, card.compound("ADR"))), "")
    rough.languages = list(card.all("LANG"))
    best = min(_candidates(card), default=_Candidate(0, "", ""), key=lambda candidate: candidate.rank)
    rough.handle, rough.source = best.handle, best.source
    rough.account_id = next(filter(None, map(account_of, card.all("URL"))), None)
    company = next((value[0] for value in card.compound("ORG")), "")
    rough.note = with_work(rough.note, card.one("TITLE"), "" if company == rough.name else company)
    return rough


def with_work(note: str, position: str, company: str) -> str:
    """A note that begins with what someone does and where, as far as it is known."""
    work = ", ".join(filter(None, (position.strip(), company.strip())))
    return "\n".join(filter(None, (work, note)))


def _name(card: _Card) -> str:
    """FN; else N in the order it is said; else a nickname, an organisation, or the address, before nobody at all."""
    if name := card.one("FN"):
        return name
    for value in card.compound("N"):
        family, given, middle, prefix, suffix = (*value, "", "", "", "", "")[:5]
        return " ".join(filter(None, (prefix, given, middle, family, suffix))).replace(",", " ")
    companies = (value[0] for value in card.compound("ORG"))
    return card.one("NICKNAME") or next(filter(None, companies), "") or card.one("EMAIL")


def _city(address: list[str]) -> str:
    """The town with what tells it from others of its name: its region, else its country."""
    town, region, _, country = (*address, "", "", "", "", "", "", "")[3:7]
    return ", ".join(filter(None, (town, region or country))) if town else ""


def _birthday(card: _Card, findings: Findings) -> Birthday | None:
    for found in card.found.get("BDAY", ()):
        try:
            return birthday_of(unescaped(decoded(found)))
        except Unclear:
            findings.fault(found.line, FaultKind.UNCLEAR_DATE, found.value)
        except ValueError:
            findings.fault(found.line, FaultKind.BAD_DATE, found.value)
    return None


def _candidates(card: _Card) -> Iterator[_Candidate]:
    for name in _PROFILES:
        for found in card.found.get(name, ()):
            yield _addressed(
                0, found, parameter(found.parameters, "SERVICE-TYPE") or parameter(found.parameters, "TYPE")
            )
    for link in card.all("URL"):
        network = network_of(link)
        if link and account_of(link) is None:
            yield _Candidate(1 if network else 4, link, network)
    for found in card.found.get("IMPP", ()):
        yield _addressed(2, found, parameter(found.parameters, "X-SERVICE-TYPE"))
    for name in card.found:
        if name in _MESSENGERS and (handle := card.one(name)):
            yield _Candidate(3, handle, _MESSENGERS[name])


def _addressed(rank: int, found: Property, service: str) -> _Candidate:
    """A handle written as an address ("skype:ada"), a link or bare; an empty one ranks last."""
    value = unescaped(decoded(found)).strip()
    if _LINK.match(value):
        return _Candidate(rank, value, network_of(value) or network_named(service))
    if address := _ADDRESS.fullmatch(value):
        return _Candidate(rank, address[2].strip(), network_named(service or address[1]))
    return _Candidate(rank if value else 9, value, network_named(service) if value else "")


def _read_own(card: _Card, rough: Rough, findings: Findings) -> None:
    def own(name: str) -> str:
        return card.one(f"{OWN}{name}")

    rough.handle, rough.source, rough.city = own("HANDLE"), own("SOURCE"), own("CITY")
    rough.met_online, rough.introduced_by = own("MET-ONLINE"), own("INTRODUCED-BY")
    rough.promised = own("PROMISED")
    rough.languages = list(card.all(f"{OWN}LANGUAGE"))
    rough.is_never, rough.is_seldom, rough.waits_near = (bool(own(name)) for name in ("NEVER", "SELDOM", "WAITS-NEAR"))
    account = own("ACCOUNT")
    rough.account_id = int(account) if re.fullmatch(r"\d{1,20}", account, re.ASCII) else None
    for name in _DAYS:
        try:
            day = day_of(own(name))
        except ValueError:
            findings.fault(card.line, FaultKind.BAD_DATE, own(name))
            continue
        if name == "AGAIN-ON":
            rough.again_on = day
        else:
            rough.snoozed_until = day
