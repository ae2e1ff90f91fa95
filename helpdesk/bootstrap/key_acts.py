"""Acts on the keys of an open desk, each with its record: by the window and by the command alike."""

from collections.abc import Callable

from helpdesk.application.audit import record_key_act
from helpdesk.application.ports import Session
from helpdesk.domain.audit import KeyAct
from helpdesk.domain.events import Author
from helpdesk.store import keys
from helpdesk.store.store import Store


def add_agent(store: Store, session: Session, agent: Author, password: str) -> None:
    """Let one more agent in. Raises what `keys.add_agent` raises."""
    keys.add_agent(store.folder, store.data_key, agent, password=password)
    record_key_act(session, KeyAct.AGENT_ADDED, agent=agent.id)


def set_password(store: Store, session: Session, agent: str, password: str) -> None:
    """Give an agent a new password. Raises what `keys.set_password` raises."""
    keys.set_password(store.folder, store.data_key, agent, password=password)
    record_key_act(session, KeyAct.PASSWORD_CHANGED, agent=agent)


def set_pin(store: Store, session: Session, pin: str) -> None:
    """Set the session's author's PIN; an empty one takes it away. Raises Problem `pin-short`."""
    store.standing.set_pin(session.author.id, pin)
    record_key_act(session, KeyAct.PIN_CHANGED, agent=session.author.id)


def change_state(store: Store, session: Session, act: str, agent: str) -> None:
    """`disable`, `enable` or `remove` an agent. Raises what `keys` raises for each."""
    change, recorded = _CHANGES[act]
    change(store, agent)
    record_key_act(session, recorded, agent=agent)


_CHANGES: dict[str, tuple[Callable[[Store, str], None], KeyAct]] = {
    "disable": (
        lambda store, agent: keys.disable_agent(store.folder, store.data_key, agent),
        KeyAct.AGENT_DISABLED,
    ),
    "enable": (
        lambda store, agent: keys.enable_agent(store.folder, store.data_key, agent),
        KeyAct.AGENT_ENABLED,
    ),
    "remove": (lambda store, agent: keys.remove_agent(store.folder, agent), KeyAct.AGENT_REMOVED),
}
