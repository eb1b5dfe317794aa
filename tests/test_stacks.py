"""The issues of publications that are opened: a few at hand, the others packed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bulletin_gen.model import IssueKey
from bulletin_gen.pipeline.notes import Notes, StudyNote
from bulletin_gen.pipeline.stacks import Contents, Stacks
from bulletin_gen.validate.issue import Registration
from bulletin_gen.workers.study import Study

SLUGS = ("anquan", "jianbao", "kuaixun")
LIMIT = 10


def issues_of(slug: str, count: int) -> Contents:
    studies = {}
    for number in range(1, count + 1):
        path, key = f"bulletins/{slug}/2023/{number}.md", IssueKey(slug, 2023, number)
        registration = Registration(path=path, year="2023", name=str(number), key=key)
        study = Study(key=f"{slug} {number}", registration=registration, faults=(), outline=None)
        studies[path] = StudyNote((number, 1, 1, 1), "示例市", study)
    return Contents(before=Notes(noted=count), studies=studies, issues=(), records=(), elsewhere={})


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
        assert sum(len(one.studies) for one in stacks.at_hand.values()) <= max(LIMIT, count)


def test_what_is_at_hand_is_not_packed() -> None:
    stacks = Stacks(limit=LIMIT)
    contents = issues_of("jianbao", LIMIT)
    stacks.put("jianbao", contents)
    assert stacks.take("jianbao") is contents
    assert not stacks.packed
