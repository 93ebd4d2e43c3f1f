"""The mission itself: what a promise is, what fills it, and who hears about it; knows no Discord, SQL or scheduler."""
