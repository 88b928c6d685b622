"""Double entry: what two sides of a plan file must agree on. Each rule is one function; its docstring is the rule.

A rule takes the plan's parts and yields problems. A plan with any problem does not load.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from gongkai.base.problems import Problem
from gongkai.plan.checks import items, roster, tasks
from gongkai.plan.parts import Parts

Rule = Callable[[Parts], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    roster.heading_agrees,
    roster.names_are_unique,
    roster.kinds_are_listed,
    roster.initials_fit,
    roster.members_exist,
    roster.members_match_kinds,
    roster.groups_end,
    roster.claimants_exist,
    tasks.ids_are_in_order,
    tasks.sections_are_given,
    tasks.owners_exist,
    tasks.owners_match_text,
    tasks.notes_quote_the_task,
    tasks.body_is_quoted,
    tasks.readings_are_quoted,
    tasks.one_filing_duty,
    items.quotes_cover_the_demand,
    items.times_match_words,
    items.deadlines_are_kept,
    items.dates_are_sane,
    items.soft_words_are_marked,
    items.beyond_is_quoted,
)

MOST_PROBLEMS = 1000


def check(parts: Parts) -> list[Problem]:
    """The problems that the rules find, in the rules' order; no more than anybody would read."""
    return list(islice((problem for rule in RULES for problem in rule(parts)), MOST_PROBLEMS))
