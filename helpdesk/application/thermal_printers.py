"""Thermal printers of this computer: a name, the way to it, the width of its roll; kept as a setting."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

from helpdesk.domain.problems import Problem

SETTING = "print.thermal"
WIDTHS = (80, 58)  # millimetres
_NAME_MOST = 40
_PORT, _BAUD = "9100", "9600"
_PORT_MOST = 65535
_USB = re.compile(r"usb:([0-9a-f]{4}):([0-9a-f]{4})", re.IGNORECASE)
_SERIAL = re.compile(r"(?:serial:)?(COM\d+|/dev/[\w./-]+)(?::(\d{3,7}))?", re.IGNORECASE)
_NETWORK = re.compile(
    r"(?:network:)?([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(\d{1,5}))?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ThermalPrinter:
    """`address` is network:HOST:PORT, serial:DEVICE:BAUD, usb:VENDOR:PRODUCT (hex); `width`
    that of the roll in millimetres."""

    name: str
    address: str
    width: int

    @property
    def place(self) -> str:
        """The address as people write it."""
        return self.address.removeprefix("network:").removeprefix("serial:")


def thermal_printers(text: str) -> tuple[ThermalPrinter, ...]:
    """The printers of the setting, one on a line as NAME|ADDRESS|WIDTH; what is damaged is left out."""
    found: list[ThermalPrinter] = []
    for line in text.splitlines():
        try:
            name, address, width = line.split("|")
            found.append(described(name, address, width, others=found))
        except (ValueError, Problem):
            continue
    return tuple(found)


def setting_text(printers: Sequence[ThermalPrinter]) -> str:
    """The printers as the setting has them."""
    return "\n".join(f"{each.name}|{each.address}|{each.width}" for each in printers)


def roll_width(text: str, printer: str) -> int:
    """The roll of the setting's printer of this name in millimetres; 0 for any other printer."""
    return next((each.width for each in thermal_printers(text) if each.name == printer), 0)


def described(
    name: str, address: str, width: str, *, others: Sequence[ThermalPrinter]
) -> ThermalPrinter:
    """A printer as somebody typed it. Raises Problem `printer-name`, `printer-known`,
    `printer-address` or `printer-width`."""
    name = name.strip()
    if not name or len(name) > _NAME_MOST or "|" in name or not name.isprintable():
        raise Problem("printer-name")
    if any(name == each.name for each in others):
        raise Problem("printer-known", printer=name)
    typed = normalize("NFKC", width).lower().removesuffix("mm").strip()
    if typed not in map(str, WIDTHS):
        raise Problem("printer-width")
    return ThermalPrinter(name, address_of(address), int(typed))


def address_of(text: str) -> str:
    """A typed address in full, also with the signs of a Chinese keyboard. Raises `printer-address`."""
    typed = normalize("NFKC", text).replace("。", ".").strip()
    if found := _USB.fullmatch(typed):
        return f"usb:{found[1]}:{found[2]}".lower()
    if found := _SERIAL.fullmatch(typed):
        return f"serial:{found[1]}:{found[2] or _BAUD}"
    found = _NETWORK.fullmatch(typed)
    if not found or not 0 < int(found[2] or _PORT) <= _PORT_MOST:
        raise Problem("printer-address", text=text.strip())
    if not _is_host(found[1]):
        raise Problem("printer-address", text=text.strip())
    return f"network:{found[1]}:{found[2] or _PORT}"


def _is_host(host: str) -> bool:
    """What looks like an IP address is one."""
    if not re.fullmatch(r"[\d.]+", host):
        return True
    parts = host.split(".")
    return len(parts) == 4 and all(part and int(part) <= 255 for part in parts)
