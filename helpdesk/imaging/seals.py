"""PDFs sealed and checked: signatures inside the file (PAdES), by pyHanko. Background work; no Qt.

A desk seals with the Ed25519 key that its papers' codes are signed with, under the certificate that the
city gave it for that key: any program sees whether the file was changed, and whose it is once it trusts
the city's certificate. Before the first contact it is one that the desk made itself.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.protocol.authority import name_of

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer

FIELD = "HelpdeskSeal"
_SEALS_MAX = 50  # in one file that are looked at


@dataclass(frozen=True, slots=True)
class SealFound:
    """A seal in a PDF: `issuer` as its certificate names it, `key` the raw Ed25519 public key (empty for
    another kind), `whole`: nothing was changed since; `at` as the sealing machine's clock said.
    `certified_by` names who issued that certificate (empty: nobody but its owner), `trusted`: it chains to
    the one that was to be trusted, and was valid when it sealed."""

    issuer: str
    key: bytes
    whole: bool
    at: datetime | None = None
    certified_by: str = ""
    trusted: bool = False


def seal_with_device(
    pdf: bytes, *, sign: Callable[[bytes], bytes], certificates: Sequence[bytes], reason: str
) -> bytes:
    """The PDF with the device's seal; `certificates` are its X.509 in DER and those that one rests on, all
    of them kept in the file; `sign` signs with Ed25519."""
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

    own, *above = map(asn1_x509.Certificate.load, certificates)
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(above)
    signer = DeviceSigner(
        signing_cert=own,
        cert_registry=store,
        signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "ed25519"}),
    )
    return _sealed(pdf, signer, reason=reason)


def seals_in(pdf: bytes, root: bytes = b"") -> tuple[SealFound, ...]:
    """Every seal of a PDF, in order; `root` is the certificate to be trusted, in DER. Raises Problem
    `attachment-unreadable` for what is no PDF."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        found = PdfFileReader(io.BytesIO(pdf), strict=False).embedded_signatures
        return tuple(_looked_at(each, root) for each in found[:_SEALS_MAX])
    except (PdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise Problem("attachment-unreadable") from error


def _looked_at(signature: Any, root: bytes) -> SealFound:
    from asn1crypto import x509 as asn1_x509
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    certificate = x509.load_der_x509_certificate(signature.signer_cert.dump())
    trusted = asn1_x509.Certificate.load(root) if root else signature.signer_cert
    context = ValidationContext(
        trust_roots=[trusted],
        moment=signature.self_reported_timestamp,  # what expired since was good then
        allow_fetching=False,
    )
    status = validate_pdf_signature(signature, context)
    kind = certificate.public_key()
    raw = kind.public_bytes_raw() if isinstance(kind, Ed25519PublicKey) else b""
    whole = status.intact and status.valid and (status.docmdp_ok is not False)
    by = "" if certificate.issuer == certificate.subject else name_of(certificate.issuer)
    return SealFound(
        name_of(certificate.subject),
        raw,
        bool(whole),
        status.signer_reported_dt,
        by,
        trusted=bool(root and whole and status.trusted),
    )


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
