"""Search terms reach PostgreSQL as they are, whatever a device wrote."""

from dataclasses import replace

import psycopg
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain.cases import Case
from helpdesk.domain.events import Applicant, CaseRegistered
from helpdesk.domain.stages import CaseKind
from helpdesk.server.dispatch_row import dispatch_row
from helpdesk.server.postgres.dispatch_columns import dispatch_values
from tests.domain.build import MONDAY

_ODD = st.lists(st.text('a"\\,{}\0 包'), max_size=5).map(lambda terms: [*terms, "NULL"])


def test_terms_are_kept(postgres: str) -> None:
    body = CaseRegistered("BA-1", CaseKind.REQUEST, Applicant("包玉兰"), MONDAY)
    row = dispatch_row(replace(Case("00" * 16), registered=body))

    with psycopg.connect(postgres) as connection:

        @given(_ODD)
        def kept(terms: list[str]) -> None:
            literal = dispatch_values(replace(row, terms=terms))[-1]
            found = connection.execute("SELECT %s::text[]", [literal]).fetchone()
            assert found == ([term.replace("\0", "\ufffd") for term in terms],)

        kept()
        assert dispatch_values(replace(row, terms=[]))[-1] == "{}"
