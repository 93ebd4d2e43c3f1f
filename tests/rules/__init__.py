"""The rules, as tables of given and then, and as properties."""
