"""The city's Mongolian on the desk: only as the city signed it; the newest edition stands."""

import msgspec

from helpdesk.protocol.mongolian import SignedWords, sign_words, word
from helpdesk.store.store import Store
from tests.store.city import SERVER, City


def told(store: Store, city: City, signed: SignedWords) -> None:
    answer = city.answer(store.incarnation)
    store.outbox.apply(msgspec.structs.replace(answer, mongolian=signed))


def test_an_edition_stays_until_another_comes(store: Store, city: City) -> None:
    city.exchange(store)
    assert store.mongolian.edition() == (0, {})
    assert store.outbox.held(device_ms=0).mongolian == b""
    first, second = (
        sign_words(n, {"申请人": "\u1820" * n, "日期": "\u1821"}, SERVER.sign) for n in (1, 2)
    )
    for signed, n in ((first, 1), (first, 1), (second, 2)):
        told(store, city, signed)
        assert store.mongolian.edition() == (n, {"申请人": "\u1820" * n, "日期": "\u1821"})
    assert store.outbox.held(device_ms=0).mongolian == word(second.payload)


def test_what_the_city_did_not_sign_is_no_edition(store: Store, city: City) -> None:
    city.exchange(store)
    signed = sign_words(1, {"申请人": "\u1820"}, SERVER.sign)
    forged = sign_words(1, {"申请人": "\u1821"}, SERVER.sign).payload
    told(store, city, SignedWords(forged, signed.signature))
    told(store, city, SignedWords(b"\xc1", SERVER.sign(b"helpdesk-mongolian-1\n\xc1")))
    assert store.mongolian.edition() == (0, {})
