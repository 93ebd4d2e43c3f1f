"""A community's pool: weekly mutual matches of all who want them.

``membership`` joining, resting and leaving · ``slots`` when runs are made and announced, ``planning`` them as deliveries ·
``facts`` what a run is made of, ``entrants`` who takes part, ``outcome`` the matching of these facts · ``making`` it, once ·
``introductions`` what a member reads of it · ``answers`` what they say to that · ``organising`` the organiser's side.
"""

from meetups.services.pool.answers import Matches, Shunned
from meetups.services.pool.introductions import Introduced, Introduction, Rested
from meetups.services.pool.making import FLOOR, Making
from meetups.services.pool.membership import Likes, Pool, PoolHome
from meetups.services.pool.organising import DryRun, PoolState, RunCounts, Runs

__all__ = [
    "FLOOR",
    "DryRun",
    "Introduced",
    "Introduction",
    "Likes",
    "Making",
    "Matches",
    "Pool",
    "PoolHome",
    "PoolState",
    "Rested",
    "RunCounts",
    "Runs",
    "Shunned",
]
