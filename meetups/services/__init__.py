"""The verbs of Meetward: one method is one transaction, and returns a frozen value or raises a Refusal.

- communities: setting a server up, and leaving it
- promises: making a promise, from the draft to its start
- missions: a running mission: home, pause, end, announcement
- days_off: days that ask for nothing
- planning: which nudges a mission's coming weeks hold
- contacts: the private list, in a package of its own
- suggestions: whom to meet this week; weighing: what that goes by; invites: asking them first
- nearby: who is near whom; visits: where somebody will be; wishes: telling those who asked to be told
- pool: weekly matches for those of a community who want them, in a package of its own
- meetings: recording, changing and confirming that people met; guests: whom, as it was said
- stories: telling a meeting to the community, and who may be named
- asks: questions from one person to another; volunteering: offers to be on a list; questions: their way there
- deliveries: what goes out, decided at the moment it goes
- outgoing, drawing, notices: what it says as values; drawing it; telling what did not arrive
- posting: the life of a public post
- progress: how somebody stands, whom they met, and who met whom, in a package of its own
- health: how a community is doing, in numbers of people
- profiles: what a person says about themselves
- drafts: what was typed and not confirmed yet
- mydata: everything stored about a person, and its erasure, in a package of its own; retention: what is kept for how long
"""
