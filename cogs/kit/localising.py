"""Descriptions of commands and options in the languages there are catalogues for; names stay as they are typed."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Where

from cogs.kit.words import Lexicon

_TRANSLATED = {Where.command_description, Where.group_description, Where.parameter_description, Where.choice_name}


class CatalogueTranslator(app_commands.Translator):
    """Hands Discord what the catalogues say; where they say nothing, Discord shows the English text."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContext[Any, Any],
    ) -> str | None:
        if context.location not in _TRANSLATED:
            return None
        translated = self._lexicon.words(locale.value)(string.message)
        return None if translated == string.message else translated
