"""One resident: data at the left, cases and history in the middle, household and proxies at the right.
GUI thread."""

from functools import partial

from PySide6.QtWidgets import QStackedWidget, QWidget

from helpdesk.domain.residents import Validity
from helpdesk.i18n import N_, _
from helpdesk.ui.actions import ActionSet
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.reason_dialog import ReasonDialog
from helpdesk.ui.screens.case.unmasking import UnmaskDialog
from helpdesk.ui.screens.resident.happenings import HappeningsPanel
from helpdesk.ui.screens.resident.household_dialog import HouseholdDialog
from helpdesk.ui.screens.resident.merge_dialog import MergeDialog
from helpdesk.ui.screens.resident.panels import DataPanel, EntriesPanel
from helpdesk.ui.screens.resident.presenter import ResidentPresenter
from helpdesk.ui.screens.resident.proxy_dialog import ProxyDialog
from helpdesk.ui.screens.resident.resident_dialog import ResidentDialog
from helpdesk.ui.screens.resident.sheet import ResidentSheet
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import PrimaryButton, SecondaryButton
from helpdesk.ui.widgets.empty_state import EmptyState
from helpdesk.ui.widgets.page import GAP, Page, PageHeader
from helpdesk.ui.widgets.scroll_column import ScrollColumn

_REVOKED = (
    N_("The resident wishes so"),
    N_("Somebody else acts from now on"),
    N_("It was a mistake"),
)
_UNDONE = (N_("They are two people"), N_("It was a mistake"))


class ResidentScreen(QStackedWidget):
    """`open_resident` shows somebody, `refresh` reads them anew when something changed."""

    def __init__(self, bench: Workbench, offered: ActionSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._presenter = ResidentPresenter(bench, self)
        register = partial(offered.register, within=self)
        self._edit = register("resident-edit", self._ask_to_edit)
        self._unmask = register("resident-unmask", self._toggle_numbers)
        self._household = register("resident-household", self._edit_household)
        self._proxy = register("resident-proxy", self._authorise)
        self._compose()
        self.setFocusProxy(self._happenings)

    @property
    def resident(self) -> str:
        """Whose page is shown, if it is here."""
        return self._presenter.sheet.id if self._presenter.sheet else ""

    def open_resident(self, resident_id: str) -> None:
        """Show this resident."""
        self._presenter.show(resident_id)

    def refresh(self) -> None:
        """Read the resident anew; dialogs stay open."""
        self._presenter.refresh()

    # -- what the presenter asks

    def show_sheet(self, sheet: ResidentSheet) -> None:
        """The resident as they stand."""
        self._header.set_title(sheet.name, note=sheet.about)
        self._header.set_state(_("In doubt") if sheet.doubtful else "", Tone.AMBER)
        self._data.show_sheet(sheet)
        self._data.portrait.load(self._bench, sheet.photo)
        self._happenings.show_sheet(sheet)
        heads = _("two people stand as head") if sheet.heads > 1 else ""
        self._members.show_entries(sheet.members, heads)
        self._neighbours.show_entries(sheet.neighbours)
        self._proxies.show_entries(sheet.proxies)
        self._alike.show_entries(sheet.alike)
        self._merged.show_entries(sheet.merged)
        self.setCurrentIndex(0)

    def show_nothing(self) -> None:
        """There is no such resident here."""
        self.setCurrentIndex(1)

    # -- inside

    def _compose(self) -> None:
        page = Page()
        self._header = PageHeader()
        self._header.add_button(SecondaryButton.for_action("resident-edit", self._edit))
        new = PrimaryButton(_("New case for this resident"), key="F2")
        new.clicked.connect(self._presenter.new_case)
        self._header.add_button(new)
        page.body.addWidget(self._header)
        row = page.add_row(1)
        row.addWidget(self._compose_left(), 340)
        self._happenings = HappeningsPanel()
        self._happenings.case_opened.connect(self._presenter.open_case)
        row.addWidget(self._happenings, 490)
        row.addWidget(self._compose_right(), 290)
        self.addWidget(page)
        self.addWidget(
            EmptyState(_("This resident has not reached this desk yet. Sync, then look again."))
        )

    def _compose_left(self) -> ScrollColumn:
        column = ScrollColumn()
        column.body.setSpacing(GAP)
        self._data = DataPanel()
        self._data.numbers_asked.connect(self._ask_to_unmask)
        self._data.decision_asked.connect(self._presenter.decide)
        self._alike = EntriesPanel(_("Possibly the same person"))
        self._alike.list.lines = 3
        self._alike.opened.connect(self._compare)
        self._merged = EntriesPanel(_("Merged records"))
        self._merged.opened.connect(self._ask_to_undo)
        for panel in (self._alike, self._data, self._merged):
            column.body.addWidget(panel)
        column.body.addStretch(1)
        return column

    def _compose_right(self) -> ScrollColumn:
        column = ScrollColumn()
        column.body.setSpacing(GAP)
        self._members = EntriesPanel(
            _("Household"),
            action=_("Change"),
            empty=_("No household is recorded. “Change” puts one together."),
            most=8,
        )
        self._members.opened.connect(self._presenter.open)
        self._members.acted.connect(self._household.trigger)
        self._neighbours = EntriesPanel(_("At the same address"))
        self._neighbours.opened.connect(self._presenter.open)
        self._proxies = EntriesPanel(
            _("Proxies"),
            action=_("Authorise"),
            empty=_("Nobody may act for this resident. “Authorise” records who may, until when."),
        )
        self._proxies.list.lines = 4
        self._proxies.opened.connect(self._ask_to_revoke)
        self._proxies.acted.connect(self._proxy.trigger)
        for panel in (self._members, self._neighbours, self._proxies):
            column.body.addWidget(panel)
        column.body.addStretch(1)
        return column

    def _ask_to_edit(self) -> None:
        """The form shows full numbers, which is recorded like any other look at them."""
        sheet = self._presenter.sheet
        if sheet is not None:
            self._presenter.record_look(
                _("To put data right"),
                done=lambda: ResidentDialog(self._bench, self, known=sheet.resident).open(),
                failed=lambda words: self._bench.navigator.say(words, tone="error"),
            )

    def _ask_to_unmask(self) -> None:
        sheet = self._presenter.sheet
        if sheet is not None:
            UnmaskDialog(
                self,
                record=self._presenter.record_look,
                shown=lambda: self._data.reveal(sheet.id),
            ).open()

    def _toggle_numbers(self) -> None:
        self._data.toggle()

    def _edit_household(self) -> None:
        if self._presenter.sheet is not None:
            HouseholdDialog(self._bench, self._presenter.sheet.id, self).open()

    def _authorise(self) -> None:
        if self._presenter.sheet is not None:
            sheet = self._presenter.sheet
            members = [each for each in sheet.members if each.id != sheet.id]
            ProxyDialog(self._bench, sheet.id, members, self).open()

    def _compare(self, other: str) -> None:
        if self._presenter.sheet is not None:
            pair = sorted((self._presenter.sheet.id, other))
            MergeDialog(self._bench, (pair[0], pair[1]), self).open()

    def _ask_to_undo(self, record: str) -> None:
        ReasonDialog(
            _("Undo the merge"),
            _(
                "The record stands for itself again, with its own cases. What the merge took over goes back."
            ),
            [_(reason) for reason in _UNDONE],
            self,
            submitted=lambda reason, done, failed: self._presenter.undo_merge(
                record, reason, done=done, failed=failed
            ),
        ).open()

    def _ask_to_revoke(self, authorisation: str) -> None:
        sheet = self._presenter.sheet
        today = self._bench.session.clock.now().local.date()
        known = {each.id: each for each in sheet.authorisations} if sheet else {}
        given = known.get(authorisation)
        if given is None or given.validity(today) not in (Validity.VALID, Validity.FUTURE):
            return
        ReasonDialog(
            _("Revoke the authorisation of {name}").format(name=given.name),
            _("It ends at once. Who revoked it, when and why stays recorded."),
            [_(reason) for reason in _REVOKED],
            self,
            submitted=lambda reason, done, failed: self._presenter.revoke(
                authorisation, reason, done=done, failed=failed
            ),
        ).open()
