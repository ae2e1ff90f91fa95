"""Residents as rows of tables, their numbers masked. GUI thread."""

from datetime import date

from helpdesk.application.list_rows import ResidentRow
from helpdesk.application.resident_queries import Suspicion
from helpdesk.domain.divisions import DivisionTree
from helpdesk.domain.masking import mask_id, mask_phone
from helpdesk.domain.residents import Need
from helpdesk.i18n import N_, _
from helpdesk.i18n.alike import reason_text
from helpdesk.i18n.words import NEEDS, word
from helpdesk.ui.models.resident_lines import about_row, place_text
from helpdesk.ui.models.rows import Cell, Row
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.work_table import Column, Look

HEADS = (
    N_("Name"),
    N_("Sex and age"),
    N_("Document number"),
    N_("Telephone"),
    N_("Village or community"),
    N_("Address"),
    N_("Needs"),
)
COLUMNS = (
    Column(Look.BOLD, 150, 2),
    Column(Look.PLAIN, 104),
    Column(Look.PLAIN, 186),
    Column(Look.PLAIN, 122),
    Column(Look.MUTED, 140, 1),
    Column(Look.MUTED, 150, 2, optional=True),
    Column(Look.CHIP, 128),
)
PAIR_HEADS = (
    N_("Resident"),
    N_("Document number"),
    N_("May be the same as"),
    N_("Document number"),
    N_("Why"),
)
PAIR_COLUMNS = (
    Column(Look.BOLD, 150, 1),
    Column(Look.PLAIN, 176, optional=True),
    Column(Look.BOLD, 150, 1),
    Column(Look.PLAIN, 176, optional=True),
    Column(Look.MUTED, 300, 3),
)


def list_row(row: ResidentRow, divisions: DivisionTree, today: date) -> Row:
    """A row of the list: one need in words, of several how many."""
    needs = [Need(each) for each in row.needs.split() if each in set(Need)]
    words = word(NEEDS, needs[0]) if needs else ""
    if len(needs) > 1:
        words = _("{need} +{n}").format(need=words, n=len(needs) - 1)
    return Row(
        row.id,
        (
            Cell(row.name),
            Cell(about_row(row, today)),
            Cell(mask_id(row.document_number) or "—"),
            Cell(mask_phone(row.phone) or "—"),
            Cell(place_text(divisions, row.division)),
            Cell(row.address),
            Cell(words, Tone.AMBER, aloud=_(", ").join(word(NEEDS, need) for need in needs)),
        ),
    )


def pair_row(pair: Suspicion) -> Row:
    """Two records that may be one person."""
    sure = any(reason.value == 1 for reason in pair.reasons)
    return Row(
        f"{pair.one.id} {pair.other.id}",
        (
            Cell(pair.one.name),
            Cell(mask_id(pair.one.document_number) or "—"),
            Cell(pair.other.name),
            Cell(mask_id(pair.other.document_number) or "—"),
            Cell(reason_text(pair.reasons)),
        ),
        edge=Tone.RED if sure else Tone.AMBER,
    )
