"""Keys: one random data key per folder, wrapped once for each agent by a key made from the password,
and once for the city's recovery key.

`keys.json` holds no secret: salt, parameters, nonce and the wrapped key. Whoever has it without a
password has nothing; whoever loses it has lost the data, so it belongs into every backup.
"""

import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from helpdesk.domain.authorship import check_agent
from helpdesk.domain.events import Author
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.protocol.recovery import DeskSecret, seal_secret
from helpdesk.store.key_file import (
    FILE_NAME,
    KeyFile,
    Slot,
    SlotState,
    changing,
    has_keys,
    make_keys,
    read_keys,
    sync_folder,
)
from helpdesk.store.stretching import (
    KEY_BYTES,
    PASSWORD_MIN,
    Stretching,
    check_password,
    measured,
    stretch,
)

__all__ = [
    "FILE_NAME",
    "KEY_BYTES",
    "PASSWORD_MIN",
    "KeyFile",
    "Slot",
    "SlotState",
    "Stretching",
    "add_agent",
    "agents",
    "create_keys",
    "disable_agent",
    "enable_agent",
    "has_keys",
    "lapse",
    "read_keys",
    "remember_database",
    "remove_agent",
    "revoke_agents",
    "seal_device",
    "set_password",
    "set_recovery",
    "slot_of",
    "subkey",
    "sync_folder",
    "unlock",
    "unseal_device",
    "wrap",
]
_NONCE_BYTES = 12
_REFUSALS = {
    SlotState.DISABLED: "agent-disabled",
    SlotState.LAPSED: "agent-lapsed",
    SlotState.REVOKED: "agent-revoked",
}


def create_keys(
    folder: Path, agent: Author, password: str, *, stretching: Stretching | None = None
) -> bytes:
    """Make the folder's data key and its first slot; answers the data key.

    `stretching` is for tests; without it this machine is measured. Raises Problem `password-short`, or
    `keys-exist` when the folder has keys already.
    """
    if has_keys(folder):
        raise Problem("keys-exist")
    data_key = secrets.token_bytes(KEY_BYTES)
    make_keys(folder, KeyFile(format=2, slots=(wrap(data_key, agent, password, stretching),)))
    return data_key


def add_agent(
    folder: Path,
    data_key: bytes,
    agent: Author,
    *,
    password: str,
    stretching: Stretching | None = None,
) -> None:
    """Let one more agent in. Raises Problem `password-short`, `agent-known` and those of
    `check_agent`."""
    check_agent(agent)
    fresh = wrap(data_key, agent, password, stretching)
    with changing(folder) as held:
        if any(slot.agent == agent.id for slot in held[0].slots):
            raise Problem("agent-known", agent=agent.id)
        held[0] = msgspec.structs.replace(held[0], slots=(*held[0].slots, fresh))


def set_password(
    folder: Path,
    data_key: bytes,
    agent: str,
    *,
    password: str,
    stretching: Stretching | None = None,
) -> None:
    """Give an agent a new password; a lapsed slot works again, a disabled one stays so.

    Raises Problem `password-short`, `agent-unknown` or `agent-revoked`.
    """
    known = slot_of(read_keys(folder), agent)
    fresh = wrap(data_key, Author(known.agent, known.name), password, stretching)

    def renewed(slot: Slot) -> Slot:
        if slot.state is SlotState.REVOKED:
            raise Problem("agent-revoked")
        return _shut(fresh, data_key) if slot.state is SlotState.DISABLED else fresh

    _change(folder, agent, renewed)


def disable_agent(folder: Path, data_key: bytes, agent: str) -> None:
    """Keep an agent out until enabled: the password alone opens the slot no more.

    Raises Problem `agent-unknown`, or `agent-last` where nobody else could unlock.
    """
    _change(folder, agent, lambda slot: _shut(slot, data_key))


def enable_agent(folder: Path, data_key: bytes, agent: str) -> None:
    """Let a disabled agent in again, with the old password. Raises Problem `agent-unknown`, or
    `agent-lapsed` and `agent-revoked` for whom a new password or the city is needed."""

    def opened(slot: Slot) -> Slot:
        if slot.state is SlotState.ENABLED:
            return slot
        if slot.state is not SlotState.DISABLED:
            raise Problem(_REFUSALS[slot.state])
        nonce, sealed = slot.wrapped[:_NONCE_BYTES], slot.wrapped[_NONCE_BYTES:]
        try:
            wrapped = _shutter(data_key).decrypt(nonce, sealed, agent.encode())
        except (InvalidTag, ValueError) as error:
            raise EnvironmentProblem("keys-damaged") from error
        return msgspec.structs.replace(slot, wrapped=wrapped, state=SlotState.ENABLED)

    _change(folder, agent, opened)


def remove_agent(folder: Path, agent: str) -> None:
    """Forget an agent's password for good; what the agent recorded stays.

    Raises Problem `agent-unknown`, or `agent-last` where nobody else could unlock.
    """
    _change(folder, agent, lambda _slot: None)


def revoke_agents(folder: Path, agents: Sequence[str]) -> bool:
    """The city takes agents their right: their slots are emptied, even the last; answers whether any
    was not yet."""
    with changing(folder) as held:
        slots = tuple(
            _emptied(slot, SlotState.REVOKED) if slot.agent in agents else slot
            for slot in held[0].slots
        )
        changed = slots != held[0].slots
        held[0] = msgspec.structs.replace(held[0], slots=slots)
    return changed


def seal_device(folder: Path) -> None:
    """The city revoked this device: every agent's slot is emptied, only the city can open it again."""
    with changing(folder) as held:
        slots = tuple(_emptied(slot, SlotState.REVOKED) for slot in held[0].slots)
        held[0] = msgspec.structs.replace(held[0], slots=slots, sealed=True, pending=None)


def unseal_device(folder: Path) -> None:
    """The city took the device back: agents come in by recovery, and it could be revoked again."""
    with changing(folder) as held:
        held[0] = msgspec.structs.replace(held[0], sealed=False)


def set_recovery(folder: Path, public: bytes, secret: DeskSecret) -> None:
    """Seal the data key to the city's recovery key, once per key and desk."""
    box = seal_secret(public, secret)
    with changing(folder) as held:
        held[0] = msgspec.structs.replace(held[0], recovery=box)


def unlock(folder: Path, agent: str, password: str) -> bytes:
    """The data key. Raises Problem `password-wrong`, also for an agent who has no slot here,
    `agent-disabled`, `agent-lapsed`, `agent-revoked` or `device-sealed`;
    EnvironmentProblem `keys-missing` or `keys-damaged`."""
    known = read_keys(folder)
    for slot in known.slots:
        if slot.agent == agent:
            _check_state(known, slot)
            try:
                key = stretch(password, slot.salt, slot.stretching)
                return AESGCM(key).decrypt(slot.nonce, slot.wrapped, slot.agent.encode())
            except InvalidTag:
                raise Problem("password-wrong") from None
            except ValueError as error:
                raise EnvironmentProblem("keys-damaged") from error
    raise Problem("password-wrong")


def agents(folder: Path) -> tuple[Author, ...]:
    """Who may unlock this folder; no password is needed to ask."""
    slots = read_keys(folder).slots
    return tuple(Author(s.agent, s.name) for s in slots if s.state is SlotState.ENABLED)


def slot_of(known: KeyFile, agent: str) -> Slot:
    """An agent's slot, whatever its state. Raises Problem `agent-unknown`."""
    for slot in known.slots:
        if slot.agent == agent:
            return slot
    names = ", ".join(slot.agent for slot in known.slots)
    raise Problem("agent-unknown", agent=agent or "—", known=names)


def remember_database(folder: Path, salt: bytes) -> None:
    """Note that the database exists from now on: if it is missing later, it was lost."""
    with changing(folder) as held:
        held[0] = msgspec.structs.replace(held[0], database=salt)


def subkey(data_key: bytes, purpose: str) -> bytes:
    """A key of 32 bytes for another purpose, from which the data key cannot be found."""
    info = f"helpdesk {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(data_key)


def wrap(
    data_key: bytes, agent: Author, password: str, stretching: Stretching | None = None
) -> Slot:
    """The data key as this password will unlock it. Raises Problem `password-short`."""
    check_password(password)
    chosen = stretching or measured()
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(_NONCE_BYTES)
    key = stretch(password, salt, chosen)
    wrapped = AESGCM(key).encrypt(nonce, data_key, agent.id.encode())
    return Slot(agent.id, agent.name, salt, chosen, nonce, wrapped)


def lapse(slot: Slot) -> Slot:
    """The slot after the data key changed, where the password was not at hand."""
    return slot if slot.state is SlotState.REVOKED else _emptied(slot, SlotState.LAPSED)


def _change(folder: Path, agent: str, change: Callable[[Slot], Slot | None]) -> None:
    """Change or drop (None) one slot; somebody must still be able to unlock."""
    with changing(folder) as held:
        slot_of(held[0], agent)
        changed = [change(slot) if slot.agent == agent else slot for slot in held[0].slots]
        slots = tuple(slot for slot in changed if slot is not None)
        if not any(slot.state is SlotState.ENABLED for slot in slots):
            raise Problem("agent-last")
        wrong = tuple(each for each in held[0].wrong if each.agent != agent)
        held[0] = msgspec.structs.replace(held[0], slots=slots, wrong=wrong)


def _check_state(known: KeyFile, slot: Slot) -> None:
    if known.sealed and slot.state is SlotState.REVOKED:
        raise Problem("device-sealed")
    if slot.state is not SlotState.ENABLED:
        raise Problem(_REFUSALS[slot.state])


def _emptied(slot: Slot, state: SlotState) -> Slot:
    return msgspec.structs.replace(slot, salt=b"", nonce=b"", wrapped=b"", state=state)


def _shut(slot: Slot, data_key: bytes) -> Slot:
    """The slot behind a second lock, whose key only follows from the data key."""
    if slot.state is not SlotState.ENABLED:
        return slot
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = _shutter(data_key).encrypt(nonce, slot.wrapped, slot.agent.encode())
    return msgspec.structs.replace(slot, wrapped=nonce + sealed, state=SlotState.DISABLED)


def _shutter(data_key: bytes) -> AESGCM:
    return AESGCM(subkey(data_key, "disabled slot"))
