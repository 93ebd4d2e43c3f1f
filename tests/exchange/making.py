"""What hypothesis makes for the readers and writers: texts nobody should write, and people made of them.

``EXCHANGE_EXAMPLES`` in the environment says how many examples each property is tried with, for a longer search.
"""

from __future__ import annotations

import os
from datetime import date

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from meetups.exchange.entry import Entry, Rough, birthday, fit

MODEST = settings(
    max_examples=int(os.environ.get("EXCHANGE_EXAMPLES", "60")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
nasty = st.text(
    st.sampled_from("aZ1 ,;:\\\"'=+-@\n\r\t\u200b\u200d\u202e\u2028é中\U0001f600\ud800\x85\xa0<>|[]{}")
    | st.characters(),
    max_size=40,
)
long = nasty | st.builds(lambda text, times: text * times, nasty, st.integers(0, 120))
roughs = st.builds(
    Rough,
    name=nasty.map(lambda text: f"A{text}") | nasty.map(lambda text: f"={text}A"),
    handle=nasty | nasty.map(lambda text: f"https://example.org/{text}"),
    source=nasty,
    account_id=st.none() | st.integers(-5, 2**70),
    city=nasty,
    tags=st.lists(nasty, max_size=25),
    languages=st.lists(nasty | st.sampled_from(["en", "de-AT"]), max_size=12),
    met_online=nasty,
    introduced_by=nasty,
    birthday=st.builds(birthday, st.integers(0, 13), st.integers(0, 32), st.none() | st.integers(0, 9999)),
    note=st.lists(nasty, max_size=20).map("\n".join) | long,
    promised=st.lists(nasty, max_size=5).map("\n".join) | long,
    again_on=st.none() | st.dates(date(1900, 1, 1), date(2199, 12, 31)),
    is_never=st.booleans(),
    is_seldom=st.booleans(),
    snoozed_until=st.none() | st.dates(date(1900, 1, 1), date(2199, 12, 31)),
    waits_near=st.booleans(),
)
entries = st.lists(roughs.map(lambda rough: fit(rough)[0]), max_size=4)


def loosened(entry: Entry) -> Rough:
    """An entry as a reader would have found it."""
    rough = Rough()
    for name in Entry.__slots__:
        value = getattr(entry, name)
        setattr(rough, name, list(value) if isinstance(value, tuple) else value)
    return rough
