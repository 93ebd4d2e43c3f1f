"""All services over one desk."""

from __future__ import annotations

from dataclasses import dataclass

from meetups.ports import Desk
from meetups.services.asks import Asks
from meetups.services.breaks import Breaks
from meetups.services.coming_true import PlansComeTrue
from meetups.services.communities import Communities
from meetups.services.contacts import Books, Contacts, Exports, Imports, Merging
from meetups.services.days_off import DaysOff
from meetups.services.deliveries import Deliveries
from meetups.services.departures import Departures
from meetups.services.digests import Digests
from meetups.services.drafts import Drafts
from meetups.services.gatherings import Gatherings, Seating
from meetups.services.health import Health
from meetups.services.inbox import Inbox
from meetups.services.invites import Invites
from meetups.services.meetings import Meetings
from meetups.services.missions import Missions
from meetups.services.mydata import MyData
from meetups.services.plans import Plans, PlanSafety, Proposals
from meetups.services.pool import Making, Matches, Pool, Runs
from meetups.services.profiles import Profiles
from meetups.services.progress import Reading
from meetups.services.promises import Promises
from meetups.services.reaching import Budget, Reaching
from meetups.services.retention import Retention
from meetups.services.safety import Safety
from meetups.services.snoozing import Snoozes
from meetups.services.stories import Photos, Shelf, Stories, TakingPart
from meetups.services.suggestions import Suggestions
from meetups.services.visits import Visits
from meetups.services.windows import Windows


@dataclass(frozen=True, slots=True)
class Services:
    desk: Desk
    communities: Communities
    promises: Promises
    missions: Missions
    days_off: DaysOff
    breaks: Breaks
    snoozes: Snoozes
    contacts: Contacts
    merging: Merging
    imports: Imports
    exports: Exports
    suggestions: Suggestions
    invites: Invites
    meetings: Meetings
    stories: Stories
    photos: Photos
    taking_part: TakingPart
    shelf: Shelf
    asks: Asks
    visits: Visits
    pool: Pool
    matches: Matches
    runs: Runs
    proposals: Proposals
    gatherings: Gatherings
    seating: Seating
    plans: Plans
    plan_safety: PlanSafety
    plans_come_true: PlansComeTrue
    safety: Safety
    deliveries: Deliveries
    inbox: Inbox
    departures: Departures
    digests: Digests
    health: Health
    profiles: Profiles
    progress: Reading
    reaching: Reaching
    mydata: MyData
    retention: Retention
    drafts: Drafts

    @classmethod
    def over(
        cls, desk: Desk, windows: Windows | None = None, budget: Budget | None = None, web_address: str = ""
    ) -> Services:
        """``web_address`` is where communities' pages are read from outside, where something serves them."""
        books, making, budget = Books(desk.places), Making(desk), budget or Budget()
        return cls(
            desk=desk,
            communities=Communities(desk),
            promises=Promises(desk),
            missions=Missions(desk),
            days_off=DaysOff(desk),
            breaks=Breaks(desk),
            snoozes=Snoozes(desk),
            contacts=Contacts(desk, books),
            merging=Merging(desk, books),
            imports=Imports(desk),
            exports=Exports(desk),
            suggestions=Suggestions(desk),
            invites=Invites(desk),
            meetings=Meetings(desk, books),
            stories=Stories(desk),
            photos=Photos(desk),
            taking_part=TakingPart(desk),
            shelf=Shelf(desk, web_address),
            asks=Asks(desk),
            visits=Visits(desk),
            pool=Pool(desk),
            matches=Matches(desk),
            runs=Runs(desk, making),
            proposals=Proposals(desk, books),
            gatherings=Gatherings(desk),
            seating=Seating(desk),
            plans=Plans(desk),
            plan_safety=PlanSafety(desk),
            plans_come_true=PlansComeTrue(desk),
            safety=Safety(desk),
            inbox=Inbox(desk),
            deliveries=Deliveries(desk, windows or Windows(), making),
            departures=Departures(desk),
            digests=Digests(desk),
            health=Health(desk, budget),
            profiles=Profiles(desk),
            progress=Reading(desk),
            reaching=Reaching(desk, budget),
            mydata=MyData(desk, books),
            retention=Retention(desk, books),
            drafts=Drafts(desk),
        )
