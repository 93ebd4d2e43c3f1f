"""The demo: the real bot inside a simulated Discord, shown in a browser; nothing leaves the computer."""
