"""Which network a handle or link belongs to, and when two of them mean the same account; it opens no link."""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import unquote

# Where links of a network live, and what stands in its paths before the name.
_HOSTS: Final[dict[str, str]] = {
    "bsky.app": "Bluesky", "discord.com": "Discord", "discordapp.com": "Discord", "facebook.com": "Facebook",
    "fb.com": "Facebook", "flickr.com": "Flickr", "github.com": "GitHub", "gitlab.com": "GitLab",
    "instagram.com": "Instagram", "last.fm": "Last.fm", "linkedin.com": "LinkedIn", "matrix.to": "Matrix",
    "medium.com": "Medium", "pinterest.com": "Pinterest", "reddit.com": "Reddit", "snapchat.com": "Snapchat",
    "soundcloud.com": "SoundCloud", "t.me": "Telegram", "telegram.me": "Telegram", "threads.net": "Threads",
    "threads.com": "Threads", "tiktok.com": "TikTok", "tumblr.com": "Tumblr", "twitch.tv": "Twitch",
    "twitter.com": "X", "x.com": "X", "xing.com": "Xing", "youtube.com": "YouTube",
}  # fmt: skip
_NAMES: Final[dict[str, str]] = {
    **{name.casefold(): name for name in _HOSTS.values()},
    "twitter": "X", "mastodon": "Mastodon", "skype": "Skype", "xmpp": "XMPP", "jabber": "XMPP", "icq": "ICQ",
    "sip": "SIP", "whatsapp": "WhatsApp", "signal": "Signal", "aim": "AIM", "msn": "MSN", "tg": "Telegram",
    "ymsgr": "Yahoo", "yahoo": "Yahoo", "gtalk": "Google Talk", "google-talk": "Google Talk", "sinaweibo": "Weibo",
    "myspace": "Myspace", "gamecenter": "Game Center", "line": "LINE", "wechat": "WeChat", "qq": "QQ", "irc": "IRC",
}  # fmt: skip
_USUAL: Final = (
    "Mastodon", "LinkedIn", "X", "Bluesky", "Instagram", "Facebook", "Threads", "Reddit", "GitHub", "Discord",
)  # fmt: skip
NETWORKS: Final[tuple[str, ...]] = (*_USUAL, *sorted(set(_NAMES.values()) - set(_USUAL), key=str.casefold))
"""What we call the networks we know, to be suggested in this order: the usual ones, then the others from A to Z."""

_BEFORE_NAMES: Final = frozenset(
    {"in", "profile", "u", "user", "users", "people", "add", "pub", "pages", "c", "channel"}
)
_SCHEME: Final = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_ACCOUNT: Final = re.compile(r"(?:https?://)?(?:www\.)?discord(?:app)?\.com/users/(\d{15,20})/?", re.I | re.A)
_ADDRESS: Final = re.compile(r"@?([^@/\s:]+)@([^@/\s:]+\.[^@/\s:]+)")


class Sameness(NamedTuple):
    """What is compared: the network ("" if unknown) and the account on it, folded."""

    network: str
    account: str


def network_named(word: str) -> str:
    """How we write a network's name: "twitter" is "X"; an unknown word stays as it is."""
    return _NAMES.get(word.strip().casefold(), word.strip())


def network_of(link: str) -> str:
    """The network a link or address belongs to, or ""."""
    host, path = _parted(link)
    if name := _HOSTS.get(_without_country(host)):
        return name
    return "Mastodon" if host and re.fullmatch(r"@[^/@]+(@[^/@]+)?/?", path) else ""


def account_of(link: str) -> int | None:
    """The Discord account a link is about."""
    found = _ACCOUNT.fullmatch(link.strip()[:100])
    return int(found[1]) if found else None


def sameness(handle: str, source: str = "") -> Sameness | None:
    """What makes two handles one: case, scheme, ``www.``, ``@``, trailing slashes and queries do not count.

    ``@ada@example.social`` and ``https://example.social/@ada`` are one account, and so are ``@ada`` with the
    source LinkedIn and ``linkedin.com/in/ada``. None if nothing is left to compare.
    """
    text, network = handle.strip(), network_named(source).casefold()
    if address := _ADDRESS.fullmatch(text):
        return Sameness("", f"{address[1]}@{address[2]}".casefold())
    host, path = _parted(text)
    if not host:
        account = text.lstrip("@").rstrip("/").casefold()
        return Sameness(network, account) if account else None
    known = _HOSTS.get(_without_country(host))
    if known:
        words = [word for word in path.split("/") if word]
        while len(words) > 1 and words[0].casefold() in _BEFORE_NAMES:
            words.pop(0)
        account = "/".join(words).lstrip("@").casefold()
        return Sameness(known.casefold(), account) if account else None
    if re.fullmatch(r"@[^/@]+/?", path):
        return Sameness("", f"{path.strip('@/')}@{host}".casefold())
    return Sameness("", f"{host}/{path}".rstrip("/").casefold())


def _parted(link: str) -> tuple[str, str]:
    """The host of a link, without ``www.`` and ``m.``, and its path; both empty if it is no link."""
    text = link.strip()
    scheme = _SCHEME.match(text)
    rest = re.split(r"[?#]", text[scheme.end() if scheme else 0 :], maxsplit=1)[0]
    host, slash, path = rest.partition("/")
    host = re.sub(r"^(www|m|mobile)\.", "", host.casefold())
    if not scheme and (not slash or "." not in host or "@" in host):
        return "", ""
    return host, unquote(path)


def _without_country(host: str) -> str:
    """``de.linkedin.com`` is ``linkedin.com``."""
    return ".".join(host.split(".")[-2:])
