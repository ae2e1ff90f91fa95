"""`POST /renew`: a device begins a new log, and finds out where its old ones and the city's part.

Asked after a fork, that is after a restored backup or a copied folder. The device names places in its
closed logs with the chain's heads there; the city says which is the last that it has, too. Asking
again, nearer each time, finds the longest common prefix. Everything may be asked twice.
"""

import msgspec

from helpdesk.protocol.messages import Placed, Quarantined

PROBES = 32
CARRIED_PROBES = 40_000  # in a bundle, whose question is asked once: a place for each event
MAX_LOGS = 64


class Probe(msgspec.Struct, array_like=True, frozen=True):
    """The chain's head behind event `dseq` of a log, as the device has it."""

    dseq: int
    head: bytes


class ClosedLog(msgspec.Struct, array_like=True, frozen=True):
    """Places in a log of this device that is continued no more."""

    incarnation: bytes
    probes: list[Probe]


class RenewRequest(msgspec.Struct, array_like=True, frozen=True):
    """`incarnation` is the log from now on, `prefix` what the device draws its numbers with:
    empty, or the spare one once it was used."""

    protocol: int
    incarnation: bytes
    prefix: str
    closed: list[ClosedLog]


class Parting(msgspec.Struct, array_like=True, frozen=True):
    """The last of the probes that the city has, too (0: none), the receipts from the first probe on up to
    there, and what of that the city keeps aside."""

    incarnation: bytes
    common: int
    placed: list[Placed]
    aside: list[Quarantined] = []


class RenewAnswer(msgspec.Struct, array_like=True, frozen=True):
    """`prefix` is the device's from now on, `spare` the one to go on with after the next loss; `acked`
    is how much the city has of the new log."""

    prefix: str
    spare: str
    acked: int
    partings: list[Parting]
