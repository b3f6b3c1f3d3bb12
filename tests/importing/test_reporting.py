"""Sums of what a file would bring: each text and each cause once, with its number, however many rows there are."""

from datasets.importing import reporting
from datasets.importing.intake import Does, Fact, Foreseen, Outcome
from datasets.importing.reporting import Report
from datasets.records.problems import Problem


def row(number: int, *facts: Fact, outcome: str = Outcome.NEW, problem: str = "") -> Foreseen:
    place = f"row {number}"
    problems = (Problem(place, "name", problem),) if problem else ()
    return Foreseen(place, f"Set {number}", outcome, facts=facts, problems=problems)


def fact(number: int, printed: str, does: Does = Does.WAITS, message: str = "is no modality") -> Fact:
    return Fact("modality", printed, f"row {number}, Modality", does, message=message, candidates=(("CT", "CT"),))


def test_a_text_that_waits_is_told_once_with_its_number_and_first_places() -> None:
    report = Report()
    for number in range(2, 9):
        report.see(row(number, fact(number, "gizmo" if number % 2 else "blimp")))
    assert [(one.printed, one.number, one.places[0]) for one in report.waiting] == [
        ("blimp", 4, "row 2, Modality"), ("gizmo", 3, "row 3, Modality"),
    ]  # fmt: skip
    assert len(report.waiting[0].places) == reporting.EXAMPLES


def test_problems_that_differ_in_what_is_quoted_are_of_one_cause() -> None:
    report = Report()
    for number in range(2, 5):
        report.see(row(number, outcome=Outcome.WRONG, problem=f"“x{number}” has {number} cells too many"))
    assert [(one.field, one.number) for one in report.wrong] == [("name", 3)]


def test_no_text_is_passed_over_in_silence() -> None:
    report = Report()
    report.see(row(2, fact(2, "various", Does.PRINTED), fact(2, "n/a", Does.ELSEWHERE)))
    told = "\n".join(report.lines())
    assert "“various” is kept as it is printed" in told
    assert "“n/a” says nothing of the field" in told


def test_what_is_beyond_the_most_is_counted_together() -> None:
    report = Report()
    for number in range(reporting.MOST + 10):
        report.see(row(number, fact(number, f"word{number}")))
    assert len(report.waiting) == reporting.MOST + 1
    assert report.waiting[0].number == 10
    assert "is of more causes than are told one by one" in "\n".join(report.lines(1))
