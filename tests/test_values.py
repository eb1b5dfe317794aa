"""Data types made by ours behave as those of Python's library do."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import FrozenInstanceError, field, replace
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin_gen.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

Content = TypeVar("Content")
PLACES = st.tuples(st.integers(0, 2), st.sampled_from(["甲", "乙"]), st.integers(0, 1))


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place of ours."""

    line: int
    path: str = "甲"
    note: int = field(default=0, compare=False, repr=False)


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Standard:
    """The same, of the library's."""

    line: int
    path: str = "甲"
    note: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Fields by name, a default before one that has none."""

    found: list[int] = field(default_factory=list)
    title: str
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Measured:
    """A field that is not given."""

    text: str
    length: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "length", len(self.text))


@dataclass(frozen=True, slots=True)
class Nothing:
    """No field."""


@dataclass(frozen=True, slots=True)
class Parent(Generic[Content]):
    """A type with a parameter."""

    value: Content


@dataclass(frozen=True, slots=True)
class Child(Parent[Content]):
    """One more field, and words of its own."""

    more: int = 1

    def __str__(self) -> str:
        return "own"


@given(PLACES, PLACES)
def test_values_compare_as_the_library_s_do(one: tuple[int, str, int], other: tuple[int, str, int]) -> None:
    ours, theirs = (Place(*one), Place(*other)), (Standard(*one), Standard(*other))
    assert (ours[0] == ours[1]) == (theirs[0] == theirs[1])
    assert (hash(ours[0]) == hash(ours[1])) == (hash(theirs[0]) == hash(theirs[1]))
    assert (ours[0] < ours[1], ours[0] <= ours[1]) == (theirs[0] < theirs[1], theirs[0] <= theirs[1])
    assert (ours[0] > ours[1], ours[0] >= ours[1]) == (theirs[0] > theirs[1], theirs[0] >= theirs[1])
    assert repr(ours[0]) == repr(theirs[0]).replace("Standard", "Place")


def test_a_value_equals_none_of_another_type() -> None:
    assert Place(1) != Standard(1)  # type: ignore[comparison-overlap]  # so it is
    assert Parent(1) != Child(1)
    assert len({Nothing(), Nothing(), Place(1), Place(1, note=2)}) == 2
    with pytest.raises(TypeError, match="not supported between"):
        Place(1) < 1  # type: ignore[operator]  # noqa: B015 - that it raises is the point


@pytest.mark.parametrize("value", [Place(1), Named(title="甲"), Measured("三个字"), Parent(1), Child(1)])
def test_no_field_can_be_changed_and_none_added(value: Any) -> None:  # noqa: ANN401 - any value
    name = dataclasses.fields(value)[0].name
    for change in (lambda: setattr(value, name, 2), lambda: delattr(value, name), lambda: setattr(value, "other", 2)):
        with pytest.raises(FrozenInstanceError):
            change()  # type: ignore[no-untyped-call]  # a lambda
    assert not hasattr(value, "__dict__")


@pytest.mark.parametrize(
    "value", [Place(1, "乙", 3), Named(title="甲", found=[1]), Measured("字"), Nothing(), Child("甲")]
)
def test_values_travel_and_can_be_copied(value: object) -> None:
    ways: list[Callable[[Any], Any]] = [copy.copy, copy.deepcopy]
    ways += [partial(_packed, form=form) for form in range(2, pickle.HIGHEST_PROTOCOL + 1)]
    for way in ways:
        again = way(value)
        assert again == value
        assert repr(again) == repr(value)
        assert [getattr(again, one.name) for one in dataclasses.fields(again)] == [
            getattr(value, one.name) for one in dataclasses.fields(again)
        ]


def _packed(value: object, form: int) -> object:
    return pickle.loads(pickle.dumps(value, form))  # noqa: S301 - packed a moment ago


def test_a_value_is_replaced_and_matched() -> None:
    assert replace(Place(1, "乙", 3), line=2) == Place(2, "乙")
    assert replace(Named(title="甲"), title="乙") == Named(title="乙")
    match Place(7, "乙"):
        case Place(line, path):
            assert (line, path) == (7, "乙")
    assert dataclasses.asdict(Child("甲")) == {"value": "甲", "more": 1}


def test_each_value_has_a_list_of_its_own() -> None:
    one, other = Named(title="甲"), Named(title="乙")
    one.found.append(1)
    assert other.found == []


def test_a_field_that_is_not_given_is_filled() -> None:
    assert Measured("三个字").length == 3
    with pytest.raises(TypeError):
        Measured("三个字", 3)  # type: ignore[call-arg]  # that it raises is the point


@pytest.mark.parametrize(
    ("given_too", "named"), [*product([(), (1,), (1, "甲", 2, 3)], [{}, {"line": 1}, {"size": 1}])]
)
def test_what_is_given_wrongly_is_said_in_the_library_s_words(
    given_too: tuple[Any, ...], named: dict[str, int]
) -> None:
    said = []
    for kind in (Place, Standard):
        try:
            said.append(repr(kind(*given_too, **named)))  # type: ignore[arg-type]  # that it raises is the point
        except TypeError as error:
            said.append(str(error))
    assert said[0] == said[1].replace("Standard", "Place")


def test_a_type_keeps_what_it_says_itself() -> None:
    assert str(Child(1)) == "own"
    assert Child.__doc__ == "One more field, and words of its own."
