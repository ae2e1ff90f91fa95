"""A device asks to belong to a desk, by the one-time code that the city gave."""

import msgspec

from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.protocol.messages import Enrolment, EnrolRequest
from helpdesk.sync.transport import Transport


def enrol(
    transport: Transport,
    code: str,
    *,
    public_key: bytes,
    incarnation: bytes,
    device_name: str = "",
) -> Enrolment:
    """The city's welcome; asked again with the same code and keys, it answers the same.

    Raises Problem `code-empty`, `code-wrong`, `code-used`, `code-expired`, `guessed-often`,
    `incarnation-known`, and the EnvironmentProblems of `Transport.exchange`.
    """
    if not code.strip():
        raise Problem("code-empty")
    request = EnrolRequest(
        code=code.strip(),
        public_key=public_key,
        incarnation=incarnation,
        device_name=device_name,
    )
    answer = transport.post_json("/enrol", msgspec.json.encode(request))
    try:
        return msgspec.json.decode(answer, type=Enrolment)
    except msgspec.MsgspecError as error:
        raise EnvironmentProblem("answer-damaged") from error
