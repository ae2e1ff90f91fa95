"""What `verify` finds, fault by fault."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it should be; `params` fill its sentence and hold no personal data."""

    code: str
    params: dict[str, object] = field(default_factory=dict)
