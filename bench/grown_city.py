"""A city after ten months: made-up cases of many desks, written by the city's own exchange."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.store import AGENT, GIVEN, SURNAMES
from helpdesk.application.cases import terms_of
from helpdesk.application.deadlines import closing_clock, response_clock
from helpdesk.application.reference import ReferenceData
from helpdesk.domain import events as ev
from helpdesk.domain.moments import Moment
from helpdesk.domain.numbering import CaseNumber
from helpdesk.domain.stages import CaseKind
from helpdesk.protocol.chain import GENESIS, heads
from helpdesk.protocol.codec import encode_body
from helpdesk.protocol.messages import PROTOCOL, EnrolRequest, SyncRequest, WireEvent
from helpdesk.server.city import City
from helpdesk.server.ports import Desk
from helpdesk.server.principal import SYSTEM

FIRST = datetime(2026, 1, 26, 8, 30)
DAYS = 300
BATCH = 700  # events; below the limit of bytes


@dataclass(slots=True)
class Writer:
    """A device of a desk, without a disk: its log goes straight into the city."""

    city: City
    code: str
    dice: random.Random
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @classmethod
    def of(cls, code: str, dice: random.Random) -> "Writer":
        """One that only makes records, for whoever sends them some other way."""
        return cls(cast("City", None), code, dice)

    def write(self, cases: int, reference: ReferenceData) -> None:
        """So many cases, spread over the days."""
        city, key = self.city, self.key
        incarnation = self.dice.randbytes(8)
        request = EnrolRequest(
            code=city.enrolments.issue(Desk(self.code), by=SYSTEM),
            public_key=key.public_key().public_bytes_raw(),
            incarnation=incarnation,
        )
        welcome = city.enrolments.enrol(request, source=self.code)
        head, done = GENESIS, 0
        events = self._events(cases, welcome.prefix, reference)
        while batch := [event for _, event in zip(range(BATCH), events, strict=False)]:
            links = heads(head, batch)
            answer = city.exchange.exchange(
                welcome.device,
                SyncRequest(
                    PROTOCOL,
                    welcome.history,
                    incarnation,
                    done + 1,
                    head,
                    links[-1],
                    key.sign(links[-1]),
                    batch,
                    [],
                ),
            )
            if answer.problem or answer.quarantined:
                raise SystemExit(f"not taken: {answer.problem} {answer.quarantined[:1]}")
            head, done = links[-1], done + len(batch)

    def _events(self, cases: int, prefix: str, reference: ReferenceData) -> Iterator[WireEvent]:
        for i in range(cases):
            day, place = divmod(i * DAYS, cases)
            at = FIRST + timedelta(days=day, seconds=place * 30_000 // cases)
            counter = i - day * cases // DAYS + 1
            number = CaseNumber.make(
                division=self.code, prefix=prefix, day=at.date(), counter=counter
            )
            yield self.registered(at, str(number), reference)

    def registered(self, at: datetime, number: str, reference: ReferenceData) -> WireEvent:
        """As the intake records it, the applicant known before: some 650 bytes."""
        dice, catalogue = self.dice, reference.catalogue
        matter = dice.choice(catalogue.matters)
        digits = dice.randrange(10**8)
        body = ev.CaseRegistered(
            number=number,
            case_kind=CaseKind.MATTER,
            applicant=ev.Applicant(
                dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=2)),
                resident=UUID(int=dice.getrandbits(128)).hex,
                document_number=f"1523011958{digits:08d}",
                phone=f"138{digits:08d}",
                address=f"{dice.randrange(1, 9)}组 {dice.randrange(1, 60)} 号",
            ),
            received_at=at,
            matter=terms_of(matter, catalogue=catalogue.version),
            channel="act_for",
            respond_by=response_clock(at, reference.calendar),
            close_by=closing_clock(matter, at, reference.calendar),
        )
        moment = Moment.of(at)
        return WireEvent(
            body.KIND,
            body.VERSION,
            version_7(moment.utc_ms, dice),
            AGENT.id,
            AGENT.name,
            moment.device_ms,
            moment.correction_ms,
            moment.offset_minutes,
            moment.zone,
            0,
            encode_body(body),
        )


def version_7(ms: int, dice: random.Random) -> bytes:
    """An id as the desks give them: by time, then by chance."""
    number = ms << 80 | 7 << 76 | dice.getrandbits(12) << 64 | 2 << 62 | dice.getrandbits(62)
    return number.to_bytes(16, "big")


def fill(city: City, desks: list[str], *, cases: int, reference: ReferenceData) -> None:
    """So many cases in all, as many at each desk."""
    for place, code in enumerate(desks):
        share = cases * (place + 1) // len(desks) - cases * place // len(desks)
        Writer(city, code, random.Random(place)).write(share, reference)
