"""The desk's half of a recovery: ask the city in a file, take its answer with a new password.

The one-time private key waits in `keys.json` locked with the new password, so that neither the disk
nor the answer file nor both together open the desk.
"""

import secrets
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from helpdesk.domain.authorship import check_agent
from helpdesk.domain.events import Author
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.protocol.recovery import FORMAT, RecoveryRequest, open_answer
from helpdesk.store import keys
from helpdesk.store.connection import FILE_NAME as DATABASE
from helpdesk.store.connection import check_file
from helpdesk.store.key_file import Pending, changing, read_keys
from helpdesk.store.stretching import Stretching, check_password, measured, stretch


def ask(
    folder: Path, agent: Author, password: str, *, stretching: Stretching | None = None
) -> RecoveryRequest:
    """Prepare a recovery: `password` will be the agent's, who may be known here or new.

    A later request replaces an earlier one. Raises Problem `password-short`, those of
    `check_agent`, or `recovery-none` where the desk was never enrolled.
    """
    check_password(password)
    check_agent(agent)
    chosen = stretching or measured()
    private = X25519PrivateKey.generate()
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    wrapped = AESGCM(stretch(password, salt, chosen)).encrypt(
        nonce, private.private_bytes_raw(), agent.id.encode()
    )
    with changing(folder) as held:
        box = held[0].recovery
        if box is None:
            raise Problem("recovery-none")
        pending = Pending(agent.id, agent.name, salt, chosen, nonce, wrapped)
        held[0] = msgspec.structs.replace(held[0], pending=pending)
    public = private.public_key().public_bytes_raw()
    return RecoveryRequest(FORMAT, box, public, agent.id, agent.name)


def apply(folder: Path, answer: bytes, password: str) -> Author:
    """Let the agent of the last request in, with the password given then; answers who it is.

    A desk that the city revoked stays revoked in the city, but opens for this agent. Raises Problem
    `recovery-not-asked`, `password-wrong`, `recovery-file-wrong` or `recovery-key-wrong`, and
    EnvironmentProblem `database-foreign` when the answer is for another desk.
    """
    known = read_keys(folder)
    pending = known.pending
    if pending is None:
        raise Problem("recovery-not-asked")
    private = _unlocked(pending, password)
    data_key = open_answer(answer, private, agent=pending.agent)
    check_file(folder / DATABASE, data_key, salt=known.database)
    agent = Author(pending.agent, pending.name)
    slot = keys.wrap(data_key, agent, password, pending.stretching)
    with changing(folder) as held:
        others = tuple(each for each in held[0].slots if each.agent != agent.id)
        wrong = tuple(each for each in held[0].wrong if each.agent != agent.id)
        held[0] = msgspec.structs.replace(held[0], slots=(*others, slot), pending=None, wrong=wrong)
    return agent


def _unlocked(pending: Pending, password: str) -> bytes:
    try:
        key = stretch(password, pending.salt, pending.stretching)
        return AESGCM(key).decrypt(pending.nonce, pending.wrapped, pending.agent.encode())
    except InvalidTag:
        raise Problem("password-wrong") from None
    except ValueError as error:
        raise EnvironmentProblem("keys-damaged") from error
