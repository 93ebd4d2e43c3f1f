"""What can be typed behind ``python -m bot``, apart from running it.

- ``terminal``: words, progress, exit codes and failures, as every command shows them
- ``database``: ``migrate``, ``backup``, ``restore``, ``import-db``
- ``discord``: ``check``, ``sync``
- ``looking``: ``status``, ``release``, ``stats``
"""
