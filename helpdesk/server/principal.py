"""On whose behalf the database is asked; PostgreSQL itself shows each of them only what is theirs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Principal:
    """`kind` and `id` as the database function `act_as` takes them; see docs/server.md, "Scope"."""

    kind: str
    id: str = ""

    @classmethod
    def device(cls, device: str) -> "Principal":
        """An enrolled device: its own row, and the streams it was granted."""
        return cls("device", device)

    @classmethod
    def stream(cls, *streams: str) -> "Principal":
        """The city as it writes into a stream, or into several at once, after somebody's right to do so
        was checked."""
        return cls("stream", ",".join(streams))

    @classmethod
    def person(cls, login: str) -> "Principal":
        """One of the city's people: reads what role, division and department let through."""
        return cls("person", login)


DOOR = Principal("door")  # nobody yet: enrolment and login
SYSTEM = Principal("system")  # the city itself: its commands, never a request
