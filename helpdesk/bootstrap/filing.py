"""What it takes to keep a file, put together for an open store."""

from helpdesk.application.files import Filing
from helpdesk.application.scans import ScanRoom
from helpdesk.imaging.documents import Documents
from helpdesk.imaging.preparing import DevicePreparing
from helpdesk.printing.preview import page_count, page_image
from helpdesk.store.store import Store


def filing_of(store: Store) -> Filing:
    """The store's files, and this device's way of making pictures ready; PDFium is reached one at a time
    in the whole program."""
    return Filing(store.files, DevicePreparing(Documents(page_count, page_image)))


def scan_room_of(filing: Filing) -> ScanRoom:
    """The same for signed papers that come back."""
    from helpdesk.imaging.scans import PaperPages  # zxing-cpp, with the first scan

    return ScanRoom(filing.store, PaperPages(Documents(page_count, page_image)))
