"""The process: command line, settings, composition root, Discord client, alarm, operations, demo."""
