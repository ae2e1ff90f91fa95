"""A card at the counter: the resident is chosen, or the form of a new one is filled. No Qt."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from helpdesk.application.cards import CardFound, typed_fields
from helpdesk.i18n import _
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.intake import resident_form as form
from helpdesk.ui.screens.intake.autosave import is_blank
from helpdesk.ui.screens.intake.residents import ResidentPart
from helpdesk.ui.screens.intake.sheet import Sheet
from helpdesk.ui.screens.intake.state import Area, IntakeView

# A resident who was chosen and nothing else: there is no work to keep.
_ONLY_CHOSEN: dict[str, Any] = {"resident": "", "resident_search": "", "notify": ""}


class CardPart:
    """Every change goes into the sheet; nothing that was typed for somebody else is touched."""

    def __init__(
        self,
        bench: Workbench,
        sheet: Sheet,
        view: IntakeView,
        *,
        residents: ResidentPart,
        anew: Callable[[], object],
    ) -> None:
        """`anew` keeps the draft and begins an empty intake."""
        self._bench = bench
        self._sheet = sheet
        self._view = view
        self._residents = residents
        self._anew = anew

    def take(self, found: CardFound) -> None:
        """This person is at the counter now."""
        if self._is_somebody_else(found):
            self._anew()
        if found.resident is None:
            self._fill(found)
            return
        if self._sheet.intake.resident != found.resident.id:
            self._residents.pick(found.resident.id)
        self._view.dialogs.compare_card(found, self._residents.reload)

    def _is_somebody_else(self, found: CardFound) -> bool:
        intake = self._sheet.intake
        if intake.resident:
            same = found.resident is not None and found.resident.id == intake.resident
            return not same and not is_blank(replace(intake, **_ONLY_CHOSEN))
        number = "".join(intake.new_resident.get(form.NUMBER, "").split()).upper()
        return bool(number) and number != found.card.number

    def _fill(self, found: CardFound) -> None:
        values = dict(self._sheet.intake.new_resident)
        read = typed_fields(found, self._bench.session)
        if not read.get(form.DIVISION) and read.get(form.ADDRESS):
            values |= {form.DIVISION: "", form.DIVISION_TEXT: ""}  # the card names another place
        self._sheet.edit(resident="", new_resident={**values, **read})
        self._residents.forget()
        self._residents.form.read()
        first = form.NAME if not read.get(form.NAME) else form.PHONE
        self._view.focus(f"{Area.FORM}:{first}")
        self._bench.navigator.say(
            _("Nobody with this card is recorded yet: check and go on."), topic="card"
        )
