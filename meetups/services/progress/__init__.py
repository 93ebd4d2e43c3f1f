"""Progress to look at: how a promise stands, whom somebody met, and who met whom in a community.

``standing`` one member's mission in numbers · ``circle`` the people somebody met · ``together`` who met whom, of those who want
to be seen · ``showing`` what a member lets others see · ``looking_back`` the end of a mission or a year · ``reading`` the verbs
behind the commands.
"""

from meetups.services.progress.circle import Circle, Friend
from meetups.services.progress.looking_back import Wrap, WrapPreview, Year, YearPreview, wrap_of, year_told
from meetups.services.progress.reading import Reading, Together
from meetups.services.progress.showing import Shows
from meetups.services.progress.standing import Standing, Tally, milestones_with, standing_of
from meetups.services.progress.together import Pair, Ranked

__all__ = [
    "Circle",
    "Friend",
    "Pair",
    "Ranked",
    "Reading",
    "Shows",
    "Standing",
    "Tally",
    "Together",
    "Wrap",
    "WrapPreview",
    "Year",
    "YearPreview",
    "milestones_with",
    "standing_of",
    "wrap_of",
    "year_told",
]
