"""The issues of publications that are opened: a few at hand, the others packed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bulletin_gen.model import IssueKey
from bulletin_gen.pipeline.notes import Notes
from bulletin_gen.pipeline.stacks import Contents, Stacks

SLUGS = ("anquan", "jianbao", "kuaixun")
LIMIT = 10


def issues_of(slug: str, count: int) -> Contents:
    others = tuple((IssueKey(slug, 2023, number), f"{slug} {number}") for number in range(1, count + 1))
    return Contents(before=Notes(noted=count), issues=(), records=(), elsewhere={}, others=others)


@given(steps=st.lists(st.tuples(st.sampled_from(SLUGS), st.none() | st.integers(0, 15))))
def test_whatever_was_put_away_comes_back_as_it_was_put_in(steps: list[tuple[str, int | None]]) -> None:
    stacks = Stacks(limit=LIMIT)
    put: dict[str, Contents] = {}
    for slug, count in steps:
        if count is not None:
            put[slug] = issues_of(slug, count)
            stacks.put(slug, put[slug])
        elif slug in put:
            assert stacks.take(slug) == put[slug]
        assert (slug in stacks) == (slug in put)
    assert {slug: stacks.take(slug) for slug in put} == put


@given(asked=st.lists(st.sampled_from(SLUGS)), count=st.integers(1, 30))
def test_no_more_issues_are_at_hand_than_the_limit_or_one_publication_has(asked: list[str], count: int) -> None:
    stacks = Stacks(limit=LIMIT)
    for slug in SLUGS:
        stacks.put(slug, issues_of(slug, count))
    for slug in asked:
        stacks.take(slug)
        assert slug in stacks.at_hand
        assert sum(one.count for one in stacks.at_hand.values()) <= max(LIMIT, count)


def test_what_is_at_hand_is_not_packed() -> None:
    stacks = Stacks(limit=LIMIT)
    contents = issues_of("jianbao", LIMIT)
    stacks.put("jianbao", contents)
    assert stacks.take("jianbao") is contents
    assert not stacks.packed
