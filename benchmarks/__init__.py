"""What the README claims about speed: each a ratio of two things measured side by side in one run.

- common: what a benchmark finds, and how it is told
- interaction: the round trip of `/met` by the size of the database, and its tail against a bare command
"""
