"""What the city's secret of `city.json` does: tokens of forms, and sealing what the database keeps."""

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from helpdesk.domain.problems import EnvironmentProblem

_NONCE = 12


@dataclass(frozen=True, slots=True)
class SecretsBox:
    """Keys derived from one secret, one for each purpose."""

    secret: bytes

    def form_token(self, session: bytes) -> str:
        """What the forms of this session carry (CSRF)."""
        return hmac.digest(self._key("form"), session, sha256).hex()

    def second_factor(self, setup: bytes) -> bytes:
        """The authenticator's secret that belongs to a setup code: the same at each look."""
        return hmac.digest(self._key("authenticator"), setup, sha256)[:20]

    def seal(self, plain: bytes) -> bytes:
        """For the database: a stolen dump opens nothing."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + AESGCM(self._key("seal")).encrypt(nonce, plain, None)

    def unseal(self, sealed: bytes) -> bytes:
        """Raises EnvironmentProblem `city-file-foreign` when another secret sealed it."""
        try:
            return AESGCM(self._key("seal")).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
        except InvalidTag as error:
            raise EnvironmentProblem("city-file-foreign") from error

    def _key(self, purpose: str) -> bytes:
        return hmac.digest(self.secret, purpose.encode(), sha256)
