"""The process: command line, settings, composition, the Discord client, the alarm and the demo."""
