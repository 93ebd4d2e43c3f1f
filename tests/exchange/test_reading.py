"""Files as address books write them, and files nobody should write."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from meetups.exchange import parsed as limits
from meetups.exchange.entry import Entry
from meetups.exchange.handles import NETWORKS, network_named, network_of
from meetups.exchange.parsed import Fault, FaultKind, Kind, Parsed
from meetups.exchange.reading import read, read_mapped
from meetups.values import Birthday

SAMPLES = Path(__file__).parent / "samples"


def sample(name: str) -> Parsed:
    return read((SAMPLES / name).read_bytes())


def card(*lines: str) -> bytes:
    return "\r\n".join(("BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD", "")).encode()


def test_vcard_21_of_a_telephone() -> None:
    found = sample("android21.vcf")
    assert found.kind is Kind.VCARD
    assert found.entries == (
        Entry(
            "Dr. Jörg Müller",
            city="Köln, Deutschland",
            note="Kennt sich mit Schach aus, trifft man im Forum.\nUnd im Wiki.",
            birthday=Birthday(4, 12, 1979),
            line=1,
        ),
        Entry("Chess Club North", line=14),
    )
    assert not found.faults


def test_vcard_30_of_apple() -> None:
    ngozi, chloe = sample("apple30.vcf").entries
    assert ngozi == Entry(
        "Ngozi Okafor",
        handle="http://twitter.com/ngozi",
        source="X",
        city="Ikeja, Lagos",
        tags=("makers", "work, old"),
        note="Founder, Lagos Makers\nMet on the makers forum\nshe likes; tea",
        birthday=Birthday(2, 29),
        line=1,
    )
    assert chloe == Entry("Chloé Petit", handle="chloe.petit", source="Skype", account_id=123456789012345678, line=18)


def test_vcard_40() -> None:
    (mei,) = sample("v40.vcf").entries
    assert mei == Entry(
        "Mei Lin",
        handle="https://social.example/@mei",
        source="Mastodon",
        city="Taipei, Taiwan",
        tags=("chess",),
        languages=("zh", "en"),
        birthday=Birthday(2, 3),
        line=1,
    )


def test_google_with_old_headers() -> None:
    found = sample("google_old.csv")
    ines, anonymous = found.entries
    assert found.kind is Kind.GOOGLE
    assert ines == Entry(
        "Ines Duarte",
        handle="https://github.com/ines",
        source="GitHub",
        city="Lisboa, Portugal",
        tags=("Friends", "Chess"),
        languages=("pt",),
        note='Driver, Tram 28\nLikes "fado"\nand rain',
        birthday=Birthday(5, 6, 1988),
        line=2,
    )
    assert anonymous == Entry("anon@example.org", birthday=Birthday(2, 29), line=5)


def test_google_with_new_headers() -> None:
    found = sample("google_new.csv")
    assert found.entries == (
        Entry(
            "Ida M. Berg",
            handle="https://bsky.app/profile/ida.example",
            source="Bluesky",
            city="Bergen, Norway",
            tags=("Sailing",),
            note="Captain, Fjord AS",
            birthday=Birthday(11, 30, 1990),
            line=2,
        ),
    )
    assert found.faults == (Fault(3, FaultKind.NO_NAME, "nobody at all"),)


def test_outlook_in_windows_1252_tells_the_order_of_dates_from_the_file() -> None:
    found = sample("outlook.csv")
    renee, ola, tim = found.entries
    assert found.kind is Kind.OUTLOOK
    assert (renee.name, renee.city, renee.tags) == ("Renée Dubois", "Lyon, France", ("Food", "Friends"))
    assert renee.note == "Chef, Café Noir\nLine one\nline two"
    assert (renee.birthday, ola.birthday, tim.birthday) == (Birthday(3, 25, 1984), None, Birthday(2, 3, 1980))
    assert (ola.source, ola.city, ola.line) == ("LinkedIn", "Chicago, Illinois", 4)


def test_an_unclear_date_is_reported_and_not_guessed() -> None:
    found = read(b"First Name,Last Name,E-mail Address,Birthday\nTim,Ito,t@example.org,2/3/1980\n")
    assert found.entries[0].birthday is None
    assert found.faults == (Fault(2, FaultKind.UNCLEAR_DATE, "2/3/1980"),)


def test_linkedin_with_its_preamble() -> None:
    found = sample("linkedin.csv")
    assert found.kind is Kind.LINKEDIN
    assert found.entries[0] == Entry(
        "Maya Cohen",
        handle="https://www.linkedin.com/in/maya-cohen-123",
        source="LinkedIn",
        met_online="LinkedIn, 05 Mar 2024",
        note="Engineer, Senior, Kite & Co",
        line=5,
    )
    assert found.entries[1].name == "João da Silva"
    assert found.faults == (Fault(7, FaultKind.NO_NAME, "12 Dec 2019"),)


def test_an_unknown_table_shows_its_columns_and_is_read_by_a_mapping() -> None:
    data = (SAMPLES / "unknown.csv").read_bytes()
    found = read(data)
    assert (found.kind, found.needs_mapping, found.entries) == (Kind.TABLE, True, ())
    assert [(column.header, column.samples, column.guess) for column in found.columns] == [
        ("Wer", ("Ada", "Bo"), ""),
        ("Stadt", ("Berlin", "Ulm"), "city"),
        ("Notizen", ("=SUM(A1)", "@home"), "note"),
    ]
    mapped = read_mapped(data, {"name": 0, "city": 1, "note": 2, "handle": 9})
    assert mapped.entries == (
        Entry("Ada", city="Berlin", note="=SUM(A1)", line=2),
        Entry("Bo", city="Ulm", note="@home", line=3),
    )
    assert [entry.name for entry in read_mapped(data, {"name": 0}, has_header=False).entries] == ["Wer", "Ada", "Bo"]
    with pytest.raises(ValueError, match="no such fields"):
        read_mapped(data, {"shoe_size": 0})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_line_ends(encoding: str, separator: str, newline: str) -> None:
    rows = ["First Name,Last Name,URL,Connected On", "Zoë,Ñandú,https://x.com/z,1 May 2020"]
    data = newline.join(rows).replace(",", separator).encode(encoding)
    assert read(data).entries[0].name == "Zoë Ñandú"


def test_a_separator_named_for_excel() -> None:
    found = read(b"sep=;\nFirst Name;Last Name;URL;Connected On\nAda;King;https://x.com/ada,b;1 May 2020\n")
    assert [(entry.name, entry.line) for entry in found.entries] == [("Ada King", 3)]


def test_one_bad_byte_spoils_no_file() -> None:
    assert [each.name for each in read(card("FN:Zoë Ñ") + b"BEGIN:VCARD\nFN:Bo \xff\nEND:VCARD\n").entries] == [
        "Zoë Ñ",
        "Bo \ufffd",
    ]


def test_long_values_are_cut_and_reported() -> None:
    found = read(card("FN:" + "n" * 101, "NOTE:" + "o" * 9000, "CATEGORIES:" + ",".join(f"t{n}" for n in range(30))))
    (entry,) = found.entries
    assert (len(entry.name), len(entry.note), len(entry.tags)) == (100, 4_000, 20)
    assert sorted(cut.field for cut in found.cuts) == ["name", "note", "tags"]


def test_cards_that_never_end_or_lie_inside_others() -> None:
    found = read(b"BEGIN:VCARD\nFN:Ada\nBEGIN:VCARD\nFN:Bo\nEND:VCARD\nEND:VCARD\nBEGIN:VCARD\nFN:Cy\njunk\n")
    assert [(each.name, each.line) for each in found.entries] == [("Ada", 1), ("Bo", 3), ("Cy", 7)]
    assert [(fault.line, fault.why) for fault in found.faults] == [
        (1, FaultKind.MISSING_END),
        (7, FaultKind.MISSING_END),
        (9, FaultKind.NOT_A_PROPERTY),
    ]


def test_faults_are_counted_beyond_those_that_are_kept() -> None:
    found = read(card("FN:Ada", *["junk"] * 1_000))
    assert (len(found.faults), found.fault_count) == (limits.MAX_REPORTED, 1_000)


def test_a_quote_that_is_never_closed_is_reported_where_it_begins() -> None:
    found = read(b'First Name,Last Name,URL,Connected On\nAda,King,,\nBo,"Ek,,\nCy,Ito,,\n')
    assert [each.name for each in found.entries] == ["Ada King"]
    assert (found.faults[0].line, found.faults[0].why) == (3, FaultKind.UNCLOSED_QUOTE)


def test_values_of_the_wrong_type_in_our_json_are_reported() -> None:
    contact = {
        "name": "Ada",
        "account_id": "x",
        "tags": 7,
        "birthday": "2026-02-30",
        "again_on": 5,
        "is_never": "yes",
        "city": None,
    }
    found = read(
        json.dumps(
            {"format": "meetward-contacts", "version": 1, "contacts": [contact, 5, {"name": "\ud800Bo"}]}
        ).encode()
    )
    assert [each.name for each in found.entries] == ["Ada", "Bo"]
    assert found.fault_count == 6


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1980-02-03", Birthday(2, 3, 1980)),
        ("19800203", Birthday(2, 3, 1980)),
        ("1980-02-03T10:00:00Z", Birthday(2, 3, 1980)),
        ("--0203", Birthday(2, 3)),
        ("--02-03", Birthday(2, 3)),
        ("---03", None),
        ("1980", None),
        ("1980-02", None),
        ("1604-02-29", Birthday(2, 29)),
        ("3.2.1980", Birthday(2, 3, 1980)),
    ],
)
def test_birthdays_of_cards(text: str, expected: Birthday | None) -> None:
    found = read(card("FN:Ada", f"BDAY:{text}"))
    assert found.entries[0].birthday == expected
    assert not found.faults


@pytest.mark.parametrize("text", ["2026-02-30", "soon", "20261340", "٢٠٢٦٠١٠١"])
def test_birthdays_that_are_none_are_reported(text: str) -> None:
    found = read(card("FN:Ada", f"BDAY:{text}"))
    assert found.entries[0].birthday is None
    assert [fault.why for fault in found.faults] == [FaultKind.BAD_DATE]


def test_a_charset_that_is_no_charset_is_not_looked_up() -> None:
    assert read(card("FN;CHARSET=unicode_escape;ENCODING=QUOTED-PRINTABLE:=C3=A9")).entries[0].name == "é"


def test_a_long_note_in_quoted_printable_is_cut_between_its_characters() -> None:
    for sign in ("é", "中", "\U0001f600"):
        octets = "".join(f"={octet:02X}" for octet in (sign * 9_000).encode())
        found = read(card("FN:Ada", f"NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{octets}"))
        assert found.entries[0].note == sign * 4_000
        assert [cut.field for cut in found.cuts] == ["note"]


def test_networks_are_named_once_with_the_usual_ones_first() -> None:
    assert NETWORKS[:3] == ("Mastodon", "LinkedIn", "X")
    assert len(NETWORKS) == len(set(map(str.casefold, NETWORKS)))
    assert list(NETWORKS[10:]) == sorted(NETWORKS[10:], key=str.casefold)
    assert all(network_named(name) == name for name in NETWORKS)
    assert {network_of("https://matrix.to/a"), network_of("https://a.example/@b"), "WhatsApp"} <= set(NETWORKS)
