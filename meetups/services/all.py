"""All services over one desk."""

from __future__ import annotations

from dataclasses import dataclass

from meetups.ports import Desk
from meetups.services.asks import Asks
from meetups.services.communities import Communities
from meetups.services.contacts import Books, Contacts, Exports, Imports, Merging
from meetups.services.days_off import DaysOff
from meetups.services.deliveries import Deliveries, Windows
from meetups.services.drafts import Drafts
from meetups.services.meetings import Meetings
from meetups.services.missions import Missions
from meetups.services.mydata import MyData
from meetups.services.profiles import Budget, Profiles
from meetups.services.promises import Promises
from meetups.services.stories import Stories
from meetups.services.suggestions import Suggestions


@dataclass(frozen=True, slots=True)
class Services:
    desk: Desk
    communities: Communities
    promises: Promises
    missions: Missions
    days_off: DaysOff
    contacts: Contacts
    merging: Merging
    imports: Imports
    exports: Exports
    suggestions: Suggestions
    meetings: Meetings
    stories: Stories
    asks: Asks
    deliveries: Deliveries
    profiles: Profiles
    mydata: MyData
    drafts: Drafts

    @classmethod
    def over(cls, desk: Desk, windows: Windows | None = None, budget: Budget | None = None) -> Services:
        books = Books(desk.places)
        return cls(
            desk=desk,
            communities=Communities(desk),
            promises=Promises(desk),
            missions=Missions(desk),
            days_off=DaysOff(desk),
            contacts=Contacts(desk, books),
            merging=Merging(desk, books),
            imports=Imports(desk),
            exports=Exports(desk),
            suggestions=Suggestions(desk),
            meetings=Meetings(desk, books),
            stories=Stories(desk),
            asks=Asks(desk),
            deliveries=Deliveries(desk, windows or Windows()),
            profiles=Profiles(desk, budget or Budget()),
            mydata=MyData(desk, books),
            drafts=Drafts(desk),
        )
