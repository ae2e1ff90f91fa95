"""The stick dialog's port over an open desk. Background threads."""

from collections.abc import Callable, Sequence
from pathlib import Path

from helpdesk.bootstrap.carriage import Carriage
from helpdesk.bootstrap.exchange import is_welcome
from helpdesk.sync.bundles import Watch
from helpdesk.sync.stick import Found
from helpdesk.ui.stick_dialog.sticks import Lying, Onlooker, Stick, TakenIn, Written


class DeskSticks:
    """`ui.stick_dialog.sticks.Sticks`. `mounted` finds the sticks; `unwelcome` is told when a return
    bundle said that whoever works here may not go on."""

    def __init__(
        self,
        carriage: Carriage,
        mounted: Callable[[], Sequence[Stick]],
        *,
        unwelcome: Callable[[], object] = lambda: None,
    ) -> None:
        self._carriage = carriage
        self._mounted = mounted
        self._unwelcome = unwelcome

    def mounted(self) -> Sequence[Stick]:
        """The sticks that are in."""
        return self._mounted()

    def bundles(self, folder: str) -> Sequence[Lying]:
        """What lies on one."""
        return [_lying(found) for found in self._carriage.bundles(Path(folder))]

    def export(self, folder: str, onlooker: Onlooker) -> Written:
        """Write what waits."""
        path, exported = self._carriage.export(Path(folder), _watch(onlooker))
        return Written(path.name, exported.records, exported.files, exported.asks)

    def take_in(self, folder: str, onlooker: Onlooker) -> TakenIn:
        """Take in what is for this desk."""
        all_taken = self._carriage.take_all(Path(folder), _watch(onlooker))
        failed = [(each.path.name, each.problem) for each in all_taken if each.problem]
        taken = [each.imported for each in all_taken if each.problem is None]
        if not taken:
            raise failed[0][1]
        self._carriage.desk.renew()
        if not is_welcome(self._carriage.desk):
            self._unwelcome()
        return TakenIn(
            bundles=len(taken),
            acknowledged=sum(each.acknowledged for each in taken),
            received=sum(each.received for each in taken),
            problem=taken[-1].problem,
            found=any(each.found for each in taken),
            failed=failed,
        )


def _watch(onlooker: Onlooker) -> Watch:
    return Watch(progress=onlooker.progress, cancelled=onlooker.cancelled)


def _lying(found: Found) -> Lying:
    manifest = found.manifest
    return Lying(
        path=str(found.path),
        name=found.path.name,
        size=found.size,
        made_ms=manifest.made_ms if manifest else 0,
        records=manifest.records if manifest else 0,
        ours=found.ours,
        received=found.received,
        problem=found.problem,
    )
