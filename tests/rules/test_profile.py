"""Thresholds, periods and the catalogue as data."""

import dataclasses
from datetime import date

import pytest

from schema.rules import profile, quorum
from schema.rules.fraction import Threshold
from schema.rules.profile import Frequency, PersonalData, Profile, ProfileFault
from schema.rules.roles import Role

HEAD = 'jurisdiction = "CN"\nname = "试"\nvalid_from = 2026-01-01\n'


def item(**changed: str) -> str:
    rows = {
        "title": '"决定"',
        "frequency": '"at-once"',
        "posting_days": "15",
        "approver": '"supervisor"',
        "personal": '"none"',
        "scope": '"VG"',
        "citation": '"default"',
    } | changed
    return HEAD + "[catalogue.V05]\n" + "\n".join(f"{key} = {row}" for key, row in rows.items())


def test_the_national_profile_knows_every_gathering(national: Profile) -> None:
    for key in quorum.KEYS.values():
        assert national.rule(key)
    for gathering in quorum.Gathering:
        assert national.rule(f"{gathering.value}.majority")


def test_the_national_catalogue_is_complete(national: Profile) -> None:
    village = [f"V{number:02}" for number in range(1, 23)]
    finance = [f"F{number:02}" for number in range(1, 11)]
    assert list(national.catalogue) == village + finance
    assert all(row.approver is Role.SUPERVISOR for row in national.catalogue.values())


def test_only_what_stays_in_force_is_posted_for_good(national: Profile) -> None:
    kept = [code for code, row in national.catalogue.items() if row.posting_days is None]
    assert kept == ["V01", "V03", "V22"]


def test_nothing_is_posted_for_less_than_the_legal_period(national: Profile) -> None:
    least = national.period("posting").days
    assert least == 15
    assert all((row.posting_days or least) >= least for row in national.catalogue.values())


@pytest.mark.parametrize("code", ["V10", "V14", "V15"])
def test_relief_and_help_are_published_as_totals_only(national: Profile, code: str) -> None:
    assert national.item(code).personal is PersonalData.AGGREGATE_ONLY


def test_an_item_is_read_whole() -> None:
    read = profile.parse(item(posting_days='"permanent"')).item("V05")
    assert (read.code, read.title, read.posting_days) == ("V05", "决定", None)
    assert read.frequency is Frequency.AT_ONCE
    assert read.source == "法律没有规定，暂按常用做法定"


def test_a_threshold_says_whether_the_share_itself_is_enough() -> None:
    rows = '[thresholds."x"]\nmore_than = "1/2"\ncitation = "default"'
    assert profile.parse(HEAD + rows).rule("x").threshold == Threshold(1, 2, strict=True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("name = ", "not TOML", id="no TOML"),
        pytest.param('jurisdiction = "CN"', "name is missing", id="a name is wanted"),
        pytest.param(HEAD + "thershold = 1", "thershold means nothing", id="a typo is told"),
        pytest.param(
            HEAD + "valid_to = 2025-01-01", "before valid_from", id="ends before it began"
        ),
        pytest.param(item(frequency='"weekly"'), "choose one of quarterly", id="unknown frequency"),
        pytest.param(item(approver='"boss"'), "choose one of administrator", id="unknown office"),
        pytest.param(item(posting_days="0"), "whole number from 1", id="posted for no day"),
        pytest.param(item(posting_days="true"), "whole number from 1", id="true is no number"),
        pytest.param(item(citation='"VCOL25"'), "must name an article", id="no article"),
        pytest.param(item(title='" "'), 'V05".title is empty', id="an empty title"),
        pytest.param(item(extra="1"), 'V05".extra means nothing', id="a key nobody reads"),
        pytest.param(
            HEAD + '[thresholds.x]\nat_least = "3/2"\ncitation = "default"',
            "can be met",
            id="a share nobody can meet",
        ),
        pytest.param(
            HEAD + '[thresholds.x]\nat_least = "2:3"\ncitation = "default"',
            'write it like "2/3"',
            id="no share",
        ),
        pytest.param(
            HEAD + '[periods.x]\ndays = 10\nworking = false\ncitation = "VCOL25 25¶2"',
            "words is missing",
            id="a law without the words relied on",
        ),
        pytest.param(HEAD + "periods.x = 10", "make it a table", id="no table"),
        pytest.param(HEAD + "periods = 10", "give it tables", id="no tables"),
    ],
)
def test_a_bad_profile_names_the_key_and_the_mending(text: str, message: str) -> None:
    with pytest.raises(ProfileFault) as fault:
        profile.parse(text)
    assert message in str(fault.value)


def test_a_missing_row_is_named(national: Profile) -> None:
    with pytest.raises(ProfileFault, match=r'no \[periods."nap"\]; add it'):
        national.period("nap")


def test_a_day_is_judged_by_the_profile_valid_on_it(national: Profile) -> None:
    later = dataclasses.replace(national, valid_from=date(2027, 1, 1))
    first = dataclasses.replace(national, valid_to=date(2026, 6, 30))
    assert profile.profile_on([later, national], date(2026, 12, 31)) is national
    assert profile.profile_on([national, later], date(2027, 1, 1)) is later
    assert profile.profile_on([first], date(2026, 6, 30)) is first
    with pytest.raises(ProfileFault, match="2026-07-01"):
        profile.profile_on([first, later], date(2026, 7, 1))
