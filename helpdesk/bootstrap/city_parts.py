"""Puts a city together: database, credentials, reference data, ports. Used by each server process."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from helpdesk.application.reference import ReferenceData
from helpdesk.bootstrap.city_slips import ladder_parts
from helpdesk.bootstrap.reference import load_reference
from helpdesk.bootstrap.seal_request import read_apart
from helpdesk.bootstrap.system import UuidIds
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.divisions import DivisionTree
from helpdesk.domain.matters import Catalogue
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.protocol.authority import own_authority
from helpdesk.server.authentication import Doorkeeper
from helpdesk.server.blobs import Blobs
from helpdesk.server.city import City
from helpdesk.server.credentials import Credentials, CredentialsFile
from helpdesk.server.files import CityFiles
from helpdesk.server.ports import Guesses
from helpdesk.server.postgres.altered import PostgresAltered
from helpdesk.server.postgres.asides import PostgresAsides
from helpdesk.server.postgres.bundles import PostgresBundles
from helpdesk.server.postgres.casework import PostgresCasework, desk_label
from helpdesk.server.postgres.catalogue import PostgresCatalogue
from helpdesk.server.postgres.database import Database
from helpdesk.server.postgres.decisions import PostgresDecisions
from helpdesk.server.postgres.devices import PostgresEnrolments
from helpdesk.server.postgres.door import PostgresDoor
from helpdesk.server.postgres.duplicates import PostgresDuplicates
from helpdesk.server.postgres.embedded import own_postgres
from helpdesk.server.postgres.exchange import PostgresExchange
from helpdesk.server.postgres.files import PostgresFileRows
from helpdesk.server.postgres.grants import PostgresGrants
from helpdesk.server.postgres.guesses import PostgresGuesses
from helpdesk.server.postgres.ladder_rules import PostgresLadderRules
from helpdesk.server.postgres.logins import PostgresLogins
from helpdesk.server.postgres.losses import PostgresLosses
from helpdesk.server.postgres.mongolian import PostgresMongolian
from helpdesk.server.postgres.notices import PostgresNotices
from helpdesk.server.postgres.operation import PostgresOperations
from helpdesk.server.postgres.people import PostgresPeople
from helpdesk.server.postgres.plates import PostgresPlates
from helpdesk.server.postgres.public import PostgresPublicCases
from helpdesk.server.postgres.queue import PostgresQueue
from helpdesk.server.postgres.renewal import PostgresRenewals
from helpdesk.server.postgres.schema import health, migrate, take_history
from helpdesk.server.postgres.sealing import PostgresSealing
from helpdesk.server.postgres.serving_role import ensure_serving_role, serving_url
from helpdesk.server.postgres.snapshots import PostgresSnapshots
from helpdesk.server.postgres.standing import PostgresStandings
from helpdesk.server.principal import Principal
from helpdesk.server.secrets_box import SecretsBox
from helpdesk.server.uploads import Uploads

FOLDER = "files"
RESTORING = "restoring"  # in the data folder, while a backup comes back
FILES = "HELPDESK_CITY_FILES"  # where files of cases lie, if not in the data folder


@dataclass(frozen=True, slots=True)
class CityClock:
    """The server's clock, told in the one zone of the country whatever the machine's is."""

    def now(self) -> Moment:
        """The present moment."""
        return Moment(device_ms=now_ms())


def now_ms() -> int:
    """Milliseconds since 1970, UTC."""
    return time.time_ns() // 1_000_000


@contextmanager
def city_database(data: Path, database: str, *, serving: bool) -> Iterator[str]:
    """The URL of a database that is up, migrated and ours: the one named, or our own in `data`.

    Raises EnvironmentProblem `city-restore-cut` where a restore of our own did not come to its end.
    """
    if database:
        _prepare(data, database)
        yield database
        return
    if (data / RESTORING).exists():
        raise EnvironmentProblem("city-restore-cut", folder=str(data / "postgres"))
    with own_postgres(data / "postgres", serving=serving) as url:
        _prepare(data, url)
        yield url


@contextmanager
def open_city(data: Path, url: str, *, behind_proxy: bool = False) -> Iterator[City]:
    """The city over a prepared database; `url` is its owner's."""
    credentials = CredentialsFile(data).load()
    fixed = load_reference()
    with Database(serving_url(url, credentials.database_password)) as database:
        rules = PostgresLadderRules(database, fixed.calendar, sign=credentials.sign, now_ms=now_ms)
        reference = CityReference(fixed, rules)
        files = _files(data, database, credentials)
        city = _city(database, credentials, reference, files)
        yield replace(city, behind_proxy=behind_proxy)


@dataclass(frozen=True, slots=True)
class CityReference:
    """`application.ports.Reference`: what the program brings, with the year tables of the city."""

    fixed: ReferenceData
    rules: PostgresLadderRules

    @property
    def catalogue(self) -> Catalogue:
        """The matters in force."""
        return self.fixed.catalogue

    @property
    def divisions(self) -> DivisionTree:
        """The city's divisions."""
        return self.fixed.divisions

    @property
    def calendar(self) -> WorkCalendar:
        """The working-day tables in force."""
        return self.rules.calendar()


def _city(
    database: Database, credentials: Credentials, reference: CityReference, files: CityFiles
) -> City:
    guesses, door = PostgresGuesses(database, now_ms), PostgresDoor(database, now_ms=now_ms)
    box = SecretsBox(credentials.secret)
    standing = _standing_parts(database, credentials, reference, box)
    acting = _acting(credentials, reference)
    return City(
        door=door,
        doorkeeper=Doorkeeper(door),
        exchange=_exchange(database, credentials, reference, standing["standings"]),
        enrolments=_enrolments(database, credentials, reference, guesses),
        renewals=PostgresRenewals(database, now_ms=now_ms),
        **standing,
        bundles=PostgresBundles(database),
        grants=PostgresGrants(database, now_ms=now_ms),
        snapshots=PostgresSnapshots(database),
        mongolian=PostgresMongolian(database, sign=credentials.sign, now_ms=now_ms),
        notices=PostgresNotices(database, divisions=reference.divisions, now_ms=now_ms),
        losses=PostgresLosses(database, **acting),
        casework=lambda principal: PostgresCasework(database, principal, **acting),
        asides=lambda principal: PostgresAsides(database, principal, **acting),
        **_seen(database, acting),
        people=PostgresPeople(database, divisions=reference.divisions, now_ms=now_ms),
        logins=PostgresLogins(database, box=box, guesses=guesses, now_ms=now_ms),
        files=files,
        public=PostgresPublicCases(database),
        plates=PostgresPlates(database, **acting, guesses=guesses),
        **ladder_parts(database, reference.rules, acting, credentials, standing["sealing"]),
        guesses=guesses,
        credentials=credentials,
        health=lambda: health(database),
        operations=PostgresOperations(database, now_ms),
        desk_label=lambda code: desk_label(reference.divisions, code),
        divisions=reference.divisions,
        now_ms=now_ms,
    )


def _seen(database: Database, acting: dict[str, Any]) -> dict[str, Any]:
    """What each person sees of the cases, by themselves."""

    def casework(who: Principal) -> PostgresCasework:
        return PostgresCasework(database, who, **acting)

    return {
        "altered": lambda who: PostgresAltered(casework(who)),
        "decisions": lambda who: PostgresDecisions(casework(who)),
        "queue": lambda who: PostgresQueue(casework(who)),
        "duplicates": lambda who: PostgresDuplicates(casework(who)),
        "catalogue": lambda who: PostgresCatalogue(casework(who)),
    }


def _acting(credentials: Credentials, reference: CityReference) -> dict[str, Any]:
    """What whoever acts in the city is given."""
    return {
        "history": credentials.history,
        "reference": reference,
        "clock": CityClock(),
        "ids": UuidIds(),
        "now_ms": now_ms,
    }


def _exchange(
    database: Database,
    credentials: Credentials,
    reference: CityReference,
    standings: PostgresStandings,
) -> PostgresExchange:
    return PostgresExchange(
        database,
        history=credentials.history,
        reference=reference,
        sign=credentials.sign,
        standing=standings.within,
        now_ms=now_ms,
    )


def _standing_parts(
    database: Database, credentials: Credentials, reference: CityReference, box: SecretsBox
) -> dict[str, Any]:
    divisions = reference.divisions
    name = _root(divisions)
    own = own_authority(credentials.key, name=f"{name} · Helpdesk")
    sealing = PostgresSealing(
        database,
        box,
        own=own,
        own_signer=own.own_signer(credentials.key, name=name),
        label=lambda code: desk_label(divisions, code),
        now_ms=now_ms,
    )
    standings = PostgresStandings(
        database,
        sign=credentials.sign,
        recovery_key=credentials.recovery_public,
        seals=sealing,
        now_ms=now_ms,
    )
    return {"standings": standings, "sealing": sealing, "read_seals": read_apart}


def _root(divisions: DivisionTree) -> str:
    """What the city is called; the same in every language, since a certificate with its name is kept."""
    return next((d.name for d in divisions.divisions if not divisions.find(d.parent)), "")


def _files(data: Path, database: Database, credentials: Credentials) -> CityFiles:
    """Files in the data folder, or where `HELPDESK_CITY_FILES` says (`s3://…`)."""
    place = os.environ.get(FILES, "")
    return CityFiles(
        PostgresFileRows(database, now_ms=now_ms),
        Uploads(data / "uploads", credentials.files_key),
        Blobs.at(place or data / FOLDER, credentials.files_key),
    )


def _prepare(data: Path, url: str) -> None:
    migrate(url)
    keeping = CredentialsFile(data)
    credentials = keeping.load()
    ensure_serving_role(url, credentials.database_password)
    history = take_history(url, known=credentials.history)
    if credentials.history != history:
        credentials.history = history
        keeping.save(credentials)


def _enrolments(
    database: Database, credentials: Credentials, reference: CityReference, guesses: Guesses
) -> PostgresEnrolments:
    return PostgresEnrolments(
        database,
        history=credentials.history,
        server_key=credentials.public_key,
        divisions=reference.divisions,
        guesses=guesses,
        now_ms=now_ms,
    )
