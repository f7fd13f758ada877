"""Who may do what. Pure functions: no page, no server, no database; pages, functions and the sandbox's worker ask the same table."""
