"""The device's seal on papers: its signatures with the city's certificates of its keys. Any thread."""

from cryptography import x509

from helpdesk.application.ports import Sealed, Trust
from helpdesk.protocol import evidence
from helpdesk.protocol.device_certificate import device_certificate
from helpdesk.protocol.pdf_key import pdf_key_of, raw_public
from helpdesk.protocol.seal_key import SealKey, name_of
from helpdesk.store import device
from helpdesk.store.connection import Connections
from helpdesk.store.standing import StoredStanding


class DeviceSeal:
    """`application.ports.Seal` of one open store."""

    def __init__(self, connections: Connections, standing: StoredStanding) -> None:
        self._connections = connections
        self._standing = standing

    @property
    def public_key(self) -> bytes:
        """The device's Ed25519 public key."""
        with self._connections.read() as connection:
            return device.load(connection).key.public_key().public_bytes_raw()

    def evidence(self, number: str, *, minute: int, digest: bytes) -> str:
        """The payload for the paper's QR code."""
        with self._connections.read() as connection:
            key = device.load(connection).key
        certified = self._standing.certificate
        signer = evidence.Signer(
            key.sign,
            key.public_key().public_bytes_raw(),
            desk=certified.desk,
            day=certified.day,
            certificate=certified.signature,
        )
        return evidence.signed(number, minute=minute, facts=digest, by=signer)

    def sign(self, message: bytes) -> bytes:
        """The device's Ed25519 signature."""
        with self._connections.read() as connection:
            return device.load(connection).key.sign(message)

    def for_pdfs(self, name: str) -> SealKey:
        """The key for PDFs, under a certificate of the city's, or else one that the device makes itself;
        `name` is what other programs show of that. A city that has certified the Ed25519 key alone so far
        is still who says whose the seal is: that key seals then."""
        with self._connections.read() as connection:
            known = device.load(connection)
        own, issued = pdf_key_of(known.private_key), self._standing.seals
        certificates = issued or (device_certificate(own, name=name),)
        chain = tuple(map(x509.load_der_x509_certificate, certificates))
        fits = chain[0].public_key() == own.public_key()
        return SealKey(own if fits else known.key, chain)

    @property
    def pdf_keys(self) -> tuple[bytes, ...]:
        """The public keys by which it seals PDFs, or ever did."""
        with self._connections.read() as connection:
            known = device.load(connection)
        keys = (known.key, pdf_key_of(known.private_key))
        return tuple(raw_public(each.public_key()) for each in keys)

    @property
    def certified_by(self) -> str:
        """Who issued the first of them; empty where that is nobody but the device."""
        issued = self._standing.seals
        return name_of(x509.load_der_x509_certificate(issued[0]).issuer) if issued else ""

    @property
    def trust(self) -> Trust:
        """What is our city's; nothing before it said."""
        return self._standing.trust

    def check(self, text: str) -> Sealed | None:
        """What a scanned text says, and whether device and city signed it."""
        found = evidence.read(text)
        if found is None:
            return _sheet(text)
        with self._connections.read() as connection:
            city_key = device.load(connection).server_key
        said = evidence.verdict(found, city_key=city_key)
        return Sealed(found.number, found.minute, found.facts, found.desk, said.value)


def _sheet(text: str) -> Sealed | None:
    """What the code of a further sheet says; it has no signature of its own."""
    more = evidence.read_sheet(text)
    if more is None:
        return None
    where = {"sheet": more.sheet, "sheets": more.sheets}
    return Sealed(more.number, 0, more.facts, desk="", verdict="sheet", **where)
