"""PDFs sealed and checked: signatures inside the file (PAdES), by pyHanko. Background work; no Qt.

A desk seals with the Ed25519 key that its papers' codes are signed with, under a certificate that it made
itself: any program sees whether the file was changed, whose key it is tells only this one.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from helpdesk.domain.problems import EnvironmentProblem, Problem

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer

FIELD = "HelpdeskSeal"
_SEALS_MAX = 50  # in one file that are looked at


@dataclass(frozen=True, slots=True)
class SealFound:
    """A seal in a PDF: `issuer` as its certificate names it, `key` the raw Ed25519 public key (empty for
    another kind), `whole`: nothing was changed since; `at` as the sealing machine's clock said."""

    issuer: str
    key: bytes
    whole: bool
    at: datetime | None = None


def seal_with_device(
    pdf: bytes, *, sign: Callable[[bytes], bytes], certificate: bytes, reason: str
) -> bytes:
    """The PDF with the device's seal; `certificate` is its X.509 in DER, `sign` signs with Ed25519."""
    from asn1crypto import algos
    from asn1crypto import x509 as asn1_x509
    from pyhanko.sign.signers import Signer
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    class DeviceSigner(Signer):
        """Signs with a key that stays where it is."""

        async def async_sign_raw(
            self,
            data: bytes,
            digest_algorithm: str,  # noqa: ARG002  Ed25519 has its own
            dry_run: bool = False,
        ) -> bytes:
            return bytes(64) if dry_run else sign(data)

    signer = DeviceSigner(
        signing_cert=asn1_x509.Certificate.load(certificate),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
        signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "ed25519"}),
    )
    return _sealed(pdf, signer, reason=reason)


def seals_in(pdf: bytes) -> tuple[SealFound, ...]:
    """Every seal of a PDF, in order. Raises Problem `attachment-unreadable` for what is no PDF."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        found = PdfFileReader(io.BytesIO(pdf), strict=False).embedded_signatures
        return tuple(map(_looked_at, found[:_SEALS_MAX]))
    except (PdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise Problem("attachment-unreadable") from error


def _looked_at(signature: Any) -> SealFound:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    certificate = x509.load_der_x509_certificate(signature.signer_cert.dump())
    context = ValidationContext(trust_roots=[signature.signer_cert], allow_fetching=False)
    status = validate_pdf_signature(signature, context)
    kind = certificate.public_key()
    raw = kind.public_bytes_raw() if isinstance(kind, Ed25519PublicKey) else b""
    whole = status.intact and status.valid and (status.docmdp_ok is not False)
    return SealFound(_name(certificate), raw, bool(whole), status.signer_reported_dt)


def _name(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


def _sealed(pdf: bytes, signer: "Signer", *, reason: str) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign import PdfSignatureMetadata, PdfSigner
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.general import SigningError

    wanted = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha512",  # RFC 8419: what Ed25519 goes with
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
    )
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        out = PdfSigner(wanted, signer=signer).sign_pdf(writer)
    except (PdfError, SigningError, ValueError) as error:
        raise EnvironmentProblem("seal-failed") from error
    return bytes(out.getvalue())
