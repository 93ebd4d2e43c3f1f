"""Discord's side of Meetward: parse, ask a service, render. One package per feature; ``kit`` is what all share."""
