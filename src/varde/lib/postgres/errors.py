"""What is wrong with the database, in one line a person can act on."""


class DatabaseTrouble(RuntimeError):
    """The database cannot be used; the message says why and what to do."""
