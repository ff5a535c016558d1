"""A year in numbers: the shape ministries publish, few values shown as none, no order but the alphabet's."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tajawub.casework.clock import Clock, Event, Milestone, Wait, clock
from tajawub.casework.statistics import Counts, Figures, Row, Table, alphabetical, bounds, export, percentile, table
from tajawub.casework.statistics_words import Ended, Interval, Way

RABAT, PARIS = ZoneInfo("Africa/Casablanca"), ZoneInfo("Europe/Paris")
LAST_YEAR, THIS_YEAR = datetime(2023, 6, 1, tzinfo=UTC), datetime(2024, 6, 1, tzinfo=UTC)
NAMES = {
    "fr": {"FR": "France", "ES": "Espagne", "US": "États-Unis", "BE": "Belgique", "ZA": "Afrique du Sud"},
    "ar": {"FR": "فرنسا", "ES": "إسبانيا", "DE": "ألمانيا", "BR": "البرازيل", "MA": "المغرب", "NL": "هولندا"},
}


def row(
    *,
    state: str = "FR",
    way: Way = Way.RECEIVED,
    kind: str = "extradition",
    urgent: bool = False,
    opened: datetime = THIS_YEAR,
    ended: Ended | None = None,
    at: datetime | None = None,
    clock: Clock = Clock({}, ()),  # noqa: B008  (a value)
) -> Row:
    return Row(way, state, kind, urgent, opened, ended, (at or opened) if ended else None, clock)


def counted(rows: list[Row], *, year: int = 2024, language: str = "fr", zone: ZoneInfo = RABAT) -> Table:
    names: Callable[[str], str] = NAMES[language].__getitem__
    return table(rows, year, zone=zone, language=language, state_name=names, kind_name=str.capitalize)


def test_eighty_three_requests_of_which_fifty_four_executed() -> None:
    executed = [row(opened=LAST_YEAR, ended=Ended.EXECUTED, at=THIS_YEAR)] * 30 + [row(ended=Ended.EXECUTED)] * 24
    pending = [row(opened=LAST_YEAR)] + [row()] * 28
    counts = counted([*executed, *pending]).lines[0].counts
    assert (counts.carried_over, counts.new, counts.total) == (31, 52, 83)
    assert (counts.ended[Ended.EXECUTED], counts.rate, counts.pending) == (54, 65, 29)


def test_the_next_year_begins_with_what_this_one_left() -> None:
    rows = [row(), row(ended=Ended.REFUSED), row(ended=Ended.EXECUTED, at=THIS_YEAR + timedelta(days=365))]
    assert counted(rows).lines[0].counts.pending == 2
    following = counted(rows, year=2025).lines[0].counts
    assert (following.carried_over, following.new, following.pending) == (2, 0, 1)
    assert counted(rows, year=2023).lines == ()
    assert counted(rows, year=2026).lines[0].counts.total == 1


def test_each_way_of_ending_has_its_own_column_and_none_is_lost() -> None:
    rows = [row(ended=how, urgent=how is Ended.REFUSED) for how in Ended for _ in range(list(Ended).index(how) + 1)]
    counts = counted([*rows, row(urgent=True)]).lines[0].counts
    assert list(counts.ended.values()) == [1, 2, 3, 4, 5]
    assert (counts.total, counts.pending, counts.urgent) == (16, 1, 5)


def test_the_year_turns_at_midnight_of_the_state_that_counts() -> None:
    at = datetime(2023, 12, 31, 23, 30, tzinfo=UTC)
    assert counted([row(opened=at)], zone=PARIS).lines[0].counts.new == 1
    assert counted([row(opened=at)], zone=ZoneInfo("UTC")).lines[0].counts.carried_over == 1
    assert bounds(2024, PARIS)[0] == datetime(2023, 12, 31, 23, 0, tzinfo=UTC)


def test_ways_states_and_kinds_are_counted_apart_and_added_up_by_way() -> None:
    rows = [row(), row(way=Way.SENT), row(state="ES"), row(kind="letter"), row(ended=Ended.EXECUTED)]
    told = counted(rows)
    assert [(line.way, line.state, line.kind, line.counts.total) for line in told.lines] == [
        (Way.RECEIVED, "ES", "extradition", 1),
        (Way.RECEIVED, "FR", "extradition", 2),
        (Way.RECEIVED, "FR", "letter", 1),
        (Way.SENT, "FR", "extradition", 1),
    ]
    assert told.total(Way.RECEIVED) == Counts(0, 4, 0, {how: int(how is Ended.EXECUTED) for how in Ended})
    # Nothing sent has ended: no share is told of it yet.
    assert told.total(Way.SENT).rate is None
    assert counted([]).total(Way.SENT).rate is None


def test_states_stand_in_the_alphabetical_order_of_the_readers_language() -> None:
    french = counted([row(state=state) for state in NAMES["fr"]])
    assert [line.state_name for line in french.lines] == [
        "Afrique du Sud", "Belgique", "Espagne", "États-Unis", "France",
    ]  # fmt: skip
    arabic = counted([row(state=state) for state in NAMES["ar"]], language="ar")
    assert [line.state_name for line in arabic.lines] == [
        "إسبانيا", "ألمانيا", "البرازيل", "فرنسا", "المغرب", "هولندا",
    ]  # fmt: skip


times = st.integers(1, 5000)


@given(st.dictionaries(st.sampled_from(list(NAMES["fr"])), st.lists(times, min_size=5, max_size=9), min_size=2))
def test_no_table_of_speed_is_ever_a_ranking(speeds: dict[str, list[int]]) -> None:
    told = counted([row(state=state, clock=timed(hours)) for state, all_of in speeds.items() for hours in all_of])
    assert [line.state for line in told.lines] == sorted(speeds, key=lambda state: alphabetical(NAMES["fr"][state]))
    assert all(alphabetical(one.state_name) <= alphabetical(other.state_name) for one, other in pairwise(told.lines))


def timed(hours: float, *, paused: float = 0) -> Clock:
    """Acknowledged after so many hours, of which the requested State waited for a supplement in some."""
    end = THIS_YEAR + timedelta(hours=hours)
    waits = [Event(Wait.BEGINS, THIS_YEAR, 1), Event(Wait.ENDS, THIS_YEAR + timedelta(hours=paused), 1)]
    return clock([Event(Milestone.DELIVERED, THIS_YEAR), Event(Milestone.ACKNOWLEDGED, end), *waits])


def test_lengths_are_told_gross_and_net() -> None:
    rows = [row(clock=timed(hours, paused=hours / 2)) for hours in range(2, 22, 2)]
    figures = counted(rows).lines[0].figures
    gross = (timedelta(hours=10), timedelta(hours=18))
    assert figures[Interval.ACKNOWLEDGED] == Figures(10, *gross, timedelta(hours=5), timedelta(hours=9))
    assert figures[Interval.RESULTS] == Figures(0, None, None, None, None)


@pytest.mark.parametrize(("cases", "shown"), [(0, False), (1, False), (4, False), (5, True)])
def test_fewer_than_five_values_are_counted_and_not_told(cases: int, shown: bool) -> None:
    told = counted([row(), *([row(clock=timed(3))] * cases)])
    figures = told.lines[0].figures[Interval.ACKNOWLEDGED]
    assert (figures.values, figures.gross_median) == (cases, timedelta(hours=3) if shown else None)
    fields = {name[name.index("[") :]: value for name, value in read(told)[0].items()}
    assert fields["[acknowledged_values]"] == str(cases)
    assert fields["[acknowledged_net_p90_minutes]"] == ("180" if shown else "–")


def test_a_step_counts_in_the_year_in_which_it_was_completed() -> None:
    rows = [row(opened=LAST_YEAR, clock=timed(3))] * 5
    assert counted(rows).lines[0].figures[Interval.ACKNOWLEDGED].values == 5
    assert counted(rows, year=2023).lines[0].figures[Interval.ACKNOWLEDGED].values == 0


def test_the_percentile_is_the_nearest_rank() -> None:
    values = [timedelta(hours=hours) for hours in (15, 20, 35, 40, 50)]
    assert [percentile(values, one) // timedelta(hours=1) for one in (5, 30, 40, 50, 90, 100)] == [
        15,
        20,
        20,
        35,
        50,
        50,
    ]
    assert percentile(values[:4], 50) == timedelta(hours=20)


@given(st.lists(times, min_size=1), st.integers(1, 100))
def test_a_percentile_is_one_of_its_values_and_no_smaller_one_would_do(hours: list[int], percent: int) -> None:
    values = [timedelta(hours=one) for one in hours]
    found = percentile(values, percent)
    assert found in values
    assert sum(one <= found for one in values) * 100 >= percent * len(values)
    assert sum(one < found for one in values) * 100 < percent * len(values)


def read(told: Table) -> list[dict[str, str]]:
    text = export(told).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_the_export_opens_in_a_spreadsheet_with_headings_of_the_language_and_stable_codes() -> None:
    told = counted([row(state="MA", urgent=True), row(state="MA", ended=Ended.EXECUTED)], language="ar")
    content = export(told)
    assert content.startswith(b"\xef\xbb\xbf")
    (line,) = read(told)
    heading = list(line)
    assert heading[:6] == [
        "السنة [year]", "رمز الاتجاه [way_code]", "الاتجاه [way]", "رمز الدولة [state_code]", "الدولة [state]",
        "رمز نوع الطلب [kind_code]",
    ]  # fmt: skip
    codes = [name[name.index("[") + 1 : -1] for name in heading]
    assert codes[6:18] == [
        "kind", "carried_over", "new", "urgent", "total", "ended_executed", "ended_in_part", "ended_impossible",
        "ended_refused", "ended_withdrawn", "pending", "rate",
    ]  # fmt: skip
    assert len(set(codes)) == len(codes) == 33
    assert list(line.values())[:18] == [
        "2024", "received", "الطلبات الواردة", "MA", "المغرب", "extradition", "Extradition",
        "0", "2", "1", "2", "1", "0", "0", "0", "0", "1", "50",
    ]  # fmt: skip


def test_an_english_export_is_separated_by_commas() -> None:
    told = table([row()], 2024, zone=PARIS, language="en", state_name=str, kind_name=str)
    assert export(told).decode("utf-8-sig").splitlines()[1].startswith("2024,received,Requests received,FR,FR,")


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_name_becomes_a_formula(name: str) -> None:
    told = table([row()], 2024, zone=PARIS, language="fr", state_name=lambda _: name, kind_name=lambda _: name)
    (line,) = read(told)
    assert [line["État [state]"], line["Type de demande [kind]"]] == [f"'{name}"] * 2
