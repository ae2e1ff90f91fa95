"""A thermal printer as somebody types it: understood, or said what to type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.application.thermal_printers import (
    ThermalPrinter,
    address_of,
    described,
    roll_width,
    setting_text,
    thermal_printers,
)
from helpdesk.domain.problems import Problem
from helpdesk.i18n.problems import sentence


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("192.0.2.50", "network:192.0.2.50:9100"),
        (" 192。0.2.50：9101 ", "network:192.0.2.50:9101"),
        ("１９２.0.2.50", "network:192.0.2.50:9100"),
        ("network:kiosk-1.local", "network:kiosk-1.local:9100"),
        ("COM3", "serial:COM3:9600"),
        ("/dev/ttyUSB0:115200", "serial:/dev/ttyUSB0:115200"),
        ("USB:04B8:0E15", "usb:04b8:0e15"),
    ],
)
def test_addresses(typed: str, address: str) -> None:
    assert address_of(typed) == address
    assert address_of(address) == address
    assert address_of(ThermalPrinter("", address, 80).place) == address


@pytest.mark.parametrize(
    "typed",
    ["", "192.0.2", "192.0.2.256", "192.0.2.1:0", "192.0.2.1:99999", "打印机", "usb:4:5", "a b"],
)
def test_what_is_no_address_is_said(typed: str) -> None:
    with pytest.raises(Problem, match="printer-address") as raised:
        address_of(typed)
    assert "192.0.2.50" in sentence(raised.value)


@pytest.mark.parametrize(
    ("name", "width", "code"),
    [
        (" ", "80", "printer-name"),
        ("x" * 41, "80", "printer-name"),
        ("a|b", "80", "printer-name"),
        ("a\nb", "80", "printer-name"),
        ("窗口", "80", "printer-known"),
        ("后台", "76", "printer-width"),
    ],
)
def test_name_and_width(name: str, width: str, code: str) -> None:
    known = ThermalPrinter("窗口", "usb:04b8:0e15", 58)
    with pytest.raises(Problem, match=code):
        described(name, "192.0.2.50", width, others=[known])


def test_the_setting_survives_and_what_is_damaged_is_left_out() -> None:
    two = [
        described("窗口", "192.0.2.50", "80 mm", others=[]),
        described("后台", "COM3", "５８", others=[]),
    ]
    text = setting_text(two)
    assert thermal_printers(f"nonsense\n{text}\n窗口|COM1|80\nx|y|z") == tuple(two)
    assert (roll_width(text, "后台"), roll_width(text, "HP")) == (58, 0)


@given(st.text())
def test_no_setting_is_too_damaged(text: str) -> None:
    assert thermal_printers(setting_text(thermal_printers(text))) == thermal_printers(text)
    thermal_printers(f"{text}|{text}|80")
