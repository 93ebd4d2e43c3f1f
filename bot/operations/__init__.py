"""What whoever runs the bot does beside running it.

- ``backing_up``: a copy a day and before a migration
- ``checking``, ``checking_discord``, ``findings``: whether everything it needs is there
- ``health``, ``metrics``: what machines that watch it are told
- ``status``, ``stats``: what stands how, for a terminal
"""
