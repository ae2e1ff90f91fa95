"""A desk that was made is given its place in the city: by the window and by the command alike."""

from helpdesk.bootstrap.folder import OpenDesk


def is_enrolled(desk: OpenDesk) -> bool:
    """Whether numbers can be drawn and sent, or need not be: a desk for practice has its own."""
    profile = desk.store.desk
    return bool(profile.prefix) or profile.practice or desk.store.outbox.identity() is not None


def enrol_desk(desk: OpenDesk, server: str, code: str) -> None:
    """Ask the city at `server`; whatever it answers, the desk stays and can ask again.

    Raises Problem `server-address` and what `sync.enrol.enrol` raises.
    """
    from helpdesk.sync.enrol import enrol
    from helpdesk.sync.transport import Transport

    with Transport(server) as transport:
        enrolment = enrol(
            transport, code, public_key=desk.store.public_key, incarnation=desk.store.incarnation
        )
        desk.store.enrol(enrolment, server=transport.server)
        desk.store.standing.heed(enrolment.standing)
    desk.renew()
