"""What every feature shares, and nothing that belongs to one.

- words: sentences in the reader's language, with days, times and lists as they are written there
- cards: messages as values, trimmed to Discord's limits
- forms: modals as values, and what was typed into them
- act: one interaction, whatever it came from, with who acts and in which language
- actions: durable buttons, selects and forms, found by what their custom id says
- door: the one place where failures become sentences
- refusals: those sentences
- watch: what is told to whoever watches the bot
- text: text written by people, made harmless
- localising: descriptions of commands in other languages
- reminding: a line when something waits in the inbox
- registry: how a feature is built into the bot
- reading, refilling, reaching: days and times as typed; forms with a fault; opening direct messages
- reasons, rulings, strengths, common_cards: words and cards that several features say
- autocomplete: choices for options, which never fail
"""
