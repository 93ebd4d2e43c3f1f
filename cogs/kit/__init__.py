"""What every feature shares, and nothing that belongs to one.

- words: sentences in the reader's language, with days, times and lists as they are written there
- cards: messages as values, trimmed to Discord's limits
- forms: modals as values, and what was typed into them
- act: one interaction, whatever it came from, with who acts and in which language
- actions: durable buttons, selects and forms, found by what their custom id says
- door: the one place where failures become sentences
- refusals: those sentences
- text: text written by people, made harmless
- autocomplete: choices for options, which never fail
"""
