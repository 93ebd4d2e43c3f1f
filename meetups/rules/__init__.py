"""The rules of a mission, pure: frozen values and functions; time, chance and identity come in as arguments.

- ``weeks``: the weeks of a mission, and the instants at which its weekly nudges are due.
- ``outcomes``: what became of each week, the streak, and which weeks an absence excuses.
- ``ruling``: whether a meeting counts for a mission, with the reason.
- ``reasons``: what speaks for suggesting a contact and what against, with its weights.
- ``ranking``: whom to suggest, as the sum of these.
- ``names``: names as people type them.
- ``nudges``: whether a due nudge is sent, moved or dropped, decided at the moment of sending.

"Rule n" in these modules is rule n of a mission, in ``docs/architecture.md``.
"""
