"""What a service answers when it will not do something: a key and values, never a sentence."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - it is an answer, not an error
    """A request that cannot be done as asked; ``key`` names the sentence, ``values`` fill it."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values
