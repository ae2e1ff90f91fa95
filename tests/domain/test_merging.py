"""Several people at one thing: fields merge, true conflicts keep every value, people decide (C18)."""

from dataclasses import dataclass, field, replace

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain import events as ev
from helpdesk.domain.cases import fold_case
from helpdesk.domain.events import Event
from helpdesk.domain.materials import Material
from helpdesk.domain.merging import conflicts, event_id, has_seen, write
from helpdesk.domain.resident_fold import fold_resident
from helpdesk.domain.residents import Resident
from tests.domain.build import CASE, event, registered

A, B, C = "aa" * 8, "bb" * 8, "cc" * 8


def changed(
    where: str, *, position: int | None, base: int, dseq: int = 1, **changes: object
) -> Event:
    body = ev.ResidentChanged(changes)
    return event(body, incarnation=where, dseq=dseq, position=position, base=base)


def decided(by: Event, *between: Event) -> Event:
    assert isinstance(by.body, ev.ResidentChanged)
    named = tuple(event_id(each) for each in between)
    return replace(by, body=replace(by.body, decides=named))


def resident(*events: Event) -> Resident:
    first = event(ev.ResidentRecorded(name="李秀英", address="一组"), position=1)
    folded = fold_resident("r", [first, *events])
    assert folded is not None
    return folded


def values(folded: Resident) -> dict[str, list[object]]:
    return {c.field: [claim.value for claim in c.claims] for c in folded.conflicts}


def test_c18_a_true_conflict_keeps_both_values_with_who_when_and_where() -> None:
    """C18: nobody's value is lost; each stands with its event, which has author, time and device."""
    theirs = changed(A, position=2, base=1, address="四组")
    ours = changed(B, position=3, base=1, address="五组")
    found = resident(theirs, ours)
    assert found.address == "五组"
    (conflict,) = found.conflicts
    assert [claim.event for claim in conflict.claims] == [theirs, ours]
    assert conflict.between == (event_id(theirs), event_id(ours))


def test_equal_values_are_no_conflict_and_count_as_seen_together() -> None:
    one = changed(A, position=2, base=1, address="四组")
    same = changed(B, position=3, base=1, address="四组")
    assert resident(one, same).conflicts == ()
    # C saw only the first of them; it knew the value all the same.
    later = changed(C, position=4, base=2, address="六组")
    assert resident(one, same, later).conflicts == ()


def test_nobody_disagrees_with_himself() -> None:
    """The device's own edits count as seen though their positions lie above its base."""
    first = changed(A, position=5, base=1, address="四组")
    again = changed(A, position=6, base=1, dseq=2, address="五组")
    unsent = changed(A, position=None, base=1, dseq=3, address="六组")
    assert resident(first, again, unsent).conflicts == ()


def test_an_own_unsent_edit_and_news_that_come_after_it() -> None:
    news = changed(A, position=5, base=1, address="四组")
    unsent = changed(B, position=None, base=3, address="五组")
    before = resident(news, unsent)
    after = resident(news, replace(unsent, position=6))
    assert values(before) == values(after) == {"address": ["四组", "五组"]}
    assert before.address == after.address == "五组"


def test_positions_of_a_city_that_was_restored_since_prove_nothing() -> None:
    """The device had read up to 50; the restored city gave its event the position 4 and another's 3."""
    theirs = changed(A, position=3, base=1, address="四组")
    offered_again = changed(B, position=4, base=50, address="五组")
    assert values(resident(theirs, offered_again)) == {"address": ["四组", "五组"]}


def test_a_decision_ends_it_whatever_its_base() -> None:
    one, two = (changed(w, position=p, base=1, address=w) for w, p in ((A, 2), (B, 3)))
    choice = decided(changed(B, position=4, base=1, dseq=2, address=A), one, two)
    settled = resident(one, two, choice)
    assert (settled.address, settled.conflicts) == (A, ())


def test_a_value_that_came_while_somebody_decided_is_not_swallowed() -> None:
    one, two = (changed(w, position=p, base=1, address=w) for w, p in ((A, 2), (B, 3)))
    third = changed(C, position=4, base=1, address="六组")
    # The decision was made on a device that had read the third value, by a person who had not.
    choice = decided(changed(B, position=5, base=4, dseq=2, address=A), one, two)
    assert values(resident(one, two, third, choice)) == {"address": ["六组", A]}


def test_two_decide_at_once() -> None:
    """The same choice twice is one; different choices are a conflict of their own, not a loss."""
    one, two = (changed(w, position=p, base=1, address=w) for w, p in ((A, 2), (B, 3)))
    mine = decided(changed(A, position=4, base=3, dseq=2, address=A), one, two)
    same = decided(changed(B, position=5, base=3, dseq=2, address=A), one, two)
    other = decided(changed(B, position=5, base=3, dseq=2, address=B), one, two)
    assert resident(one, two, mine, same).conflicts == ()
    assert values(resident(one, two, mine, other)) == {"address": [A, B]}


def test_materials_taken_by_one_and_excused_by_the_other() -> None:
    taken, excused = Material("收入证明").take(), Material("收入证明").not_applicable()
    begun = event(registered(), position=1)
    one = event(ev.MaterialSet(1, taken), incarnation=A, position=2, base=1)
    two = event(ev.MaterialSet(1, excused), incarnation=B, position=3, base=1)
    other = event(ev.MaterialSet(0, taken), incarnation=C, position=4, base=1)
    case = fold_case(CASE, [begun, one, two, other])
    assert case.materials == (taken, excused)
    assert [(c.field, len(c.claims)) for c in case.conflicts] == [("material.1", 2)]


def test_amended_fields_merge_and_move_no_deadline() -> None:
    """C29: the phone is put right here, the text there; the due time stays."""
    begun = event(registered(), position=1)
    phone = ev.CaseAmended({"phone": "13800000000", "flavour": "?"})
    texts = ev.CaseAmended({"text": "路灯三盏", "phone": "13900000000"})
    one = event(phone, incarnation=A, position=2, base=1)
    two = event(texts, incarnation=B, position=3, base=1)
    before, case = fold_case(CASE, [begun]), fold_case(CASE, [begun, one, two])
    assert case.registered is not None
    assert case.registered.applicant.phone == "13900000000"
    assert case.registered.text == "路灯三盏"
    assert (case.due, case.stage) == (before.due, before.stage)
    assert [c.field for c in case.conflicts] == ["phone"]


# -- a small world: devices that write, push and read in any order


@dataclass
class Device:
    name: str
    cursor: int = 0
    unsent: list[Event] = field(default_factory=list)
    dseq: int = 0


@dataclass
class World:
    """One stream; each device sees the stream up to its cursor, its own placed events, its unsent ones."""

    log: list[Event] = field(default_factory=list)
    devices: dict[str, Device] = field(default_factory=lambda: {n: Device(n) for n in (A, B, C)})

    def seen(self, device: Device) -> list[Event]:
        return [
            e
            for e in self.log
            if (e.position or 0) <= device.cursor or e.origin.incarnation == device.name
        ] + device.unsent

    def state(self, name: str) -> Resident:
        return resident(*self.seen(self.devices[name]))

    def record(self, name: str, body: ev.Body) -> None:
        device = self.devices[name]
        device.dseq += 1
        made = event(body, incarnation=name, dseq=device.dseq, base=device.cursor + 1)
        device.unsent.append(made)

    def push(self, name: str) -> None:
        device = self.devices[name]
        for each in device.unsent:
            self.log.append(replace(each, position=len(self.log) + 2))
        device.unsent = []

    def pull(self, name: str, count: int) -> None:
        device = self.devices[name]
        device.cursor = min(len(self.log) + 1, device.cursor + count)


FIELDS = ("address", "phones", "name")
STEPS = st.lists(
    st.tuples(
        st.sampled_from((A, B, C)),
        st.one_of(
            st.tuples(st.just("write"), st.sampled_from(FIELDS), st.integers(0, 3)),
            st.tuples(st.just("decide"), st.integers(0, 3), st.just(0)),
            st.tuples(st.just("push"), st.just(0), st.just(0)),
            st.tuples(st.just("pull"), st.integers(1, 4), st.just(0)),
        ),
    ),
    max_size=40,
)


def played(steps: list[tuple[str, tuple[str, object, object]]]) -> World:
    world = World()
    for name, (step, what, value) in steps:
        if step == "write":
            world.record(name, ev.ResidentChanged({str(what): value}))
        elif step == "push":
            world.push(name)
        elif step == "pull":
            world.pull(name, what)  # type: ignore[arg-type]
        elif open_ := world.state(name).conflicts:
            conflict = open_[what % len(open_)]  # type: ignore[operator]
            body = ev.ResidentChanged(
                {conflict.field: conflict.claims[0].value}, decides=conflict.between
            )
            world.record(name, body)
    for name in world.devices:
        world.push(name)
    return world


@given(STEPS)
def test_every_device_comes_to_the_same_however_it_read(
    steps: list[tuple[str, tuple[str, object, object]]],
) -> None:
    world = played(steps)
    ends = []
    for name, batch in ((A, 1), (B, 3), (C, 10_000)):
        while world.devices[name].cursor < len(world.log) + 1:
            world.pull(name, batch)
            world.state(name)
        ends.append(world.state(name))
    assert ends[0] == ends[1] == ends[2]
    assert ends[0].conflicts == ends[1].conflicts == ends[2].conflicts


@given(STEPS)
def test_nothing_is_lost_that_nobody_saw(
    steps: list[tuple[str, tuple[str, object, object]]],
) -> None:
    """A value goes only when somebody who knew that value wrote another, or decided about it."""
    world = played(steps)
    end = resident(*world.log)
    for name in FIELDS:
        writes = [e for e in world.log if name in e.body.changes]  # type: ignore[attr-defined]
        if not writes:
            continue
        assert getattr(end, name) == writes[-1].body.changes[name]  # type: ignore[attr-defined]
        standing = values(end).get(name, [getattr(end, name)])
        for n, one in enumerate(writes):
            value = one.body.changes[name]  # type: ignore[attr-defined]
            same = {event_id(w) for w in writes if w.body.changes[name] == value}  # type: ignore[attr-defined]
            known_later = any(
                has_seen(later, w) or event_id(w) in later.body.decides  # type: ignore[attr-defined]
                for later in writes[n + 1 :]
                for w in writes
                if event_id(w) in same and w is not later
            )
            assert value in standing or known_later


@given(STEPS)
def test_deciding_everything_ends_every_doubt_and_twice_is_once(
    steps: list[tuple[str, tuple[str, object, object]]],
) -> None:
    world = played(steps)
    world.pull(A, 10_000)
    world.pull(B, 10_000)
    for conflict in resident(*world.log).conflicts:
        value = conflict.claims[0].value
        body = ev.ResidentChanged({conflict.field: value}, decides=conflict.between)
        world.record(A, body)
        world.record(B, body)  # who does not know of A's decision
    world.push(A)
    once = resident(*world.log)
    world.push(B)
    assert once.conflicts == ()
    assert resident(*world.log) == once
    assert resident(*world.log).conflicts == ()


EVENTS = st.lists(
    st.builds(
        event,
        st.builds(
            ev.ResidentChanged,
            st.dictionaries(st.sampled_from((*FIELDS, "iris")), st.integers(0, 2), max_size=2),
            st.lists(st.sampled_from((f"{A}-1", f"{B}-2", "nonsense", "")), max_size=2).map(tuple),
        ),
        dseq=st.integers(1, 4),
        position=st.one_of(st.none(), st.integers(1, 9)),
        base=st.integers(0, 9),
        incarnation=st.sampled_from((A, B, C)),
    ),
    max_size=20,
)


@given(EVENTS)
def test_any_events_in_any_order_fold(events: list[Event]) -> None:
    """Total: positions, bases and decisions that make no sense are taken as they are."""
    end = resident(*events)
    written = ()
    for each in events:
        for name, value in each.body.changes.items():  # type: ignore[attr-defined]
            if name in FIELDS:
                decides = each.body.decides  # type: ignore[attr-defined]
                written = write(written, name, value, event=each, decides=decides)
    assert end.conflicts == conflicts(written)
    for conflict in end.conflicts:
        shown = [claim.value for claim in conflict.claims]
        assert len(shown) == len(set(shown)) > 1
        assert getattr(end, conflict.field) == shown[-1]
