"""What the sync engine needs from the local store; the store implements it without knowing sync."""

from helpdesk.protocol.outbox import Applied, Attempt, Identity, Outbox

__all__ = ["Applied", "Attempt", "Identity", "Outbox"]
