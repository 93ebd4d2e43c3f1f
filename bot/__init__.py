"""The process: command line, settings, composition, the Discord client, the alarm and the demo."""

__version__ = "0.1.0"
