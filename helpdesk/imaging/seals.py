"""PDFs sealed and checked: signatures inside the file (PAdES), by pyHanko. Background work; no Qt.

A desk seals with its key for PDFs (`protocol.pdf_key`), under the certificate that the city gave it for
that key: any program sees whether the file was changed, and whose it is once it trusts the city's
certificate. Before the first contact it is one that the desk made itself. Earlier it sealed with the
Ed25519 key that its papers' codes are signed with, which few other programs know. The city seals what it
prints with the key of its signer, of whatever kind.
"""

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from helpdesk.application.ports import Trust
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.protocol.pdf_key import raw_public
from helpdesk.protocol.seal_key import name_of

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer
    from pyhanko.sign.validation import PdfSignatureStatus

FIELD = "HelpdeskSeal"
REASON_MAX = 200  # code points of a reason that are shown
_SEALS_MAX = 50  # in one file that are looked at
_HEAD, _TAIL = 1024, 1024  # bytes where a PDF begins and ends, as readers do
_END = re.compile(rb"startxref\s+\d+\s+%%EOF[\s\0]*\Z")
_PERMITS = frozenset({"digital_signature", "non_repudiation"})


@dataclass(frozen=True, slots=True)
class SealFound:
    """A seal in a PDF: `issuer` as its certificate names it, `key` the public key as `raw_public` writes it
    (empty for another kind than Ed25519 and P-256), `whole`: nothing was changed since; `at` as the sealing
    machine's clock said. `certified_by` names who issued that certificate (empty: nobody but its owner),
    `trusted`: it is our city's, or of a key that it certified, and was valid when it sealed; `by_city`: it
    is the city's own. `added`: what was sealed is as it was, but something follows it. Not `readable`: of a
    kind that cannot be checked here. `reason` is what the seal says it is for. `common`: usual programs for
    PDFs know this kind of key."""

    issuer: str
    key: bytes
    whole: bool
    at: datetime | None = None
    certified_by: str = ""
    trusted: bool = False
    by_city: bool = False
    added: bool = False
    readable: bool = True
    reason: str = ""
    common: bool = True


_NOBODY = Trust()
_UNREADABLE = SealFound("", b"", whole=False, readable=False)


def seal_pdf(
    pdf: bytes, *, sign: Callable[[bytes], bytes], certificates: Sequence[bytes], reason: str
) -> bytes:
    """The PDF with a seal; `certificates` are the X.509 of the key in DER and those that it rests on, all of
    them kept in the file; `sign` signs as `SealKey.sign` does. Raises EnvironmentProblem `seal-failed`."""
    from asn1crypto import algos
    from asn1crypto import x509 as asn1_x509
    from pyhanko.sign.signers import Signer
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    mechanism, digest, size = _ways(x509.load_der_x509_certificate(certificates[0]))

    class KeptSigner(Signer):
        """Signs with a key that stays where it is."""

        async def async_sign_raw(
            self,
            data: bytes,
            digest_algorithm: str,  # noqa: ARG002  the mechanism names it
            dry_run: bool = False,
        ) -> bytes:
            return bytes(size) if dry_run else sign(data)

    own, *above = map(asn1_x509.Certificate.load, certificates)
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(above)
    signer = KeptSigner(
        signing_cert=own,
        cert_registry=store,
        signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": mechanism}),
    )
    return _sealed(pdf, signer, digest=digest, reason=reason)


def check_whole(pdf: bytes) -> None:
    """Raises Problem `attachment-unreadable` for what is no PDF, `pdf-cut` for one whose end is missing, or
    is followed by something else."""
    if b"%PDF-" not in pdf[:_HEAD]:
        raise Problem("attachment-unreadable")
    if not _END.search(pdf[-_TAIL:]):
        raise Problem("pdf-cut")


def seals_in(pdf: bytes, trust: Trust = _NOBODY) -> tuple[SealFound, ...]:
    """Every seal of a PDF, in order. Raises what `check_whole` does, and `attachment-pdf-locked`."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import enumerate_sig_fields

    check_whole(pdf)
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        if reader.security_handler is not None:
            raise Problem("attachment-pdf-locked")
        signatures = reader.embedded_regular_signatures[:_SEALS_MAX]
        filled = sum(1 for _field in enumerate_sig_fields(reader, filled_status=True))
        strange = filled - len(reader.embedded_signatures)
    except Problem:
        raise
    except (PdfError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Problem("attachment-unreadable") from error
    found = [_looked_at(each, trust, last=each is signatures[-1]) for each in signatures]
    return (*found, *[_UNREADABLE] * min(strange, _SEALS_MAX))


def _looked_at(signature: Any, trust: Trust, *, last: bool) -> SealFound:
    """What a seal says; one that breaks the rules in some unforeseen way is not readable."""
    from pyhanko.pdf_utils.misc import PdfError

    try:
        certificate = x509.load_der_x509_certificate(signature.signer_cert.dump())
        kind, status = certificate.public_key(), _status(signature, trust)
    except UnsupportedAlgorithm:
        return _UNREADABLE
    except (PdfError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return _UNREADABLE
    sound = bool(status.intact and status.valid)
    added = sound and not _ends_here(status, last=last)
    at, pinned = status.signer_reported_dt, signature.signer_cert.dump() in trust.signers
    in_time = (
        at is not None and certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc
    )
    trusted = (
        sound and not added and ((pinned and in_time) or bool(trust.issuers and status.trusted))
    )
    return SealFound(
        name_of(certificate.subject),
        _raw(kind),
        sound and not added,
        at,
        "" if certificate.issuer == certificate.subject else name_of(certificate.issuer),
        trusted=trusted,
        by_city=trusted and pinned,
        added=added,
        reason=str(signature.sig_object.get("/Reason", ""))[:REASON_MAX],
        common=not isinstance(kind, Ed25519PublicKey),
    )


def _raw(kind: object) -> bytes:
    """A key of a kind that devices have; empty for another one."""
    if isinstance(kind, EllipticCurvePublicKey) and isinstance(kind.curve, SECP256R1):
        return raw_public(kind)
    return raw_public(kind) if isinstance(kind, Ed25519PublicKey) else b""


def _status(signature: Any, trust: Trust) -> "PdfSignatureStatus":
    from asn1crypto import x509 as asn1_x509
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko_certvalidator import ValidationContext

    roots = [asn1_x509.Certificate.load(each) for each in trust.issuers]
    context = ValidationContext(
        trust_roots=roots or [signature.signer_cert],
        moment=signature.self_reported_timestamp,  # what expired since was good then
        allow_fetching=False,
    )
    permitted = KeyUsageConstraints(key_usage=_PERMITS)
    return validate_pdf_signature(signature, context, key_usage_settings=permitted)


def _ends_here(status: "PdfSignatureStatus", *, last: bool) -> bool:
    """Whether nothing follows what was sealed but proofs for later (which no page shows) and, below the last
    seal, further seals. Forms filled in and notes laid over the page are refused: they can hide it."""
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import SignatureCoverageLevel

    if status.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return True
    level = status.modification_level
    if status.coverage is not SignatureCoverageLevel.ENTIRE_REVISION or level is None:
        return False
    quiet = (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES)
    return level in quiet or (not last and status.docmdp_ok is True)


def _ways(own: x509.Certificate) -> tuple[str, str, int]:
    """How a key of this kind signs, over which digest, and how many bytes at most."""
    kind = own.public_key()
    if isinstance(kind, Ed25519PublicKey):
        return "ed25519", "sha512", 64  # RFC 8419: the digest that goes with it
    if isinstance(kind, RSAPublicKey):
        return "sha256_rsa", "sha256", kind.key_size // 8
    assert isinstance(kind, EllipticCurvePublicKey)
    return "sha256_ecdsa", "sha256", 2 * (kind.key_size // 8 + 2) + 8


def _sealed(pdf: bytes, signer: "Signer", *, digest: str, reason: str) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign import PdfSignatureMetadata, PdfSigner
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.general import SigningError

    wanted = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=digest,
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
    )
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        out = PdfSigner(wanted, signer=signer).sign_pdf(writer)
    except (PdfError, SigningError, ValueError) as error:
        raise EnvironmentProblem("seal-failed") from error
    return bytes(out.getvalue())
