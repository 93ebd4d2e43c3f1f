"""Plans: from a name to a time and a place.

- views: a plan as one of its people may see it
- memory: what helps on its day
- letters: what they are told, and when
- proposing: making one
- answering: agreeing on it, moving it, calling it off
- afterwards: sharing it, being asked afterwards, leaving
"""

from meetups.services.plans.afterwards import PlanSafety, leave_plans, note_departure
from meetups.services.plans.answering import Plans
from meetups.services.plans.letters import (
    PLAN_KINDS,
    HomeSafe,
    HowDidItGo,
    Letter,
    PlanAhead,
    PlanLetter,
    SharedPlan,
    coming,
    has_plan,
    letter_can_wait,
    letter_of,
    standing,
)
from meetups.services.plans.memory import Known, Prompts
from meetups.services.plans.proposing import ACTIVITY, PLACE, WORDS, PlanDraft, PlanWishes, Proposals
from meetups.services.plans.views import About, Party, PlanView, StalePlan, known_plan

__all__ = [
    "ACTIVITY",
    "PLACE",
    "PLAN_KINDS",
    "WORDS",
    "About",
    "HomeSafe",
    "HowDidItGo",
    "Known",
    "Letter",
    "Party",
    "PlanAhead",
    "PlanDraft",
    "PlanLetter",
    "PlanSafety",
    "PlanView",
    "PlanWishes",
    "Plans",
    "Prompts",
    "Proposals",
    "SharedPlan",
    "StalePlan",
    "coming",
    "has_plan",
    "known_plan",
    "leave_plans",
    "letter_can_wait",
    "letter_of",
    "note_departure",
    "standing",
]
