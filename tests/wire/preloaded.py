"""The city list, read once in the process that bots are forked from; imported there and nowhere else."""

from meetups.places import Places

CITIES = Places()
CITIES.load()
