"""Stories told through the front door: the real client, cogs, services and database in a simulated Discord."""
