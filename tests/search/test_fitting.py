"""Which entry fits: reading wishes, answers per entry, the order, and times."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from django.db.models import QuerySet
from django.http import QueryDict

from datasets.index import snapshot
from datasets.models import AccessStep, ChangeSet, Dataset, Right
from datasets.search import fitting
from datasets.search.fitting import Answer, Fits, Wish

Change = Callable[..., None]

pytestmark = pytest.mark.django_db


def wish_of(question: str) -> tuple[Wish, dict[str, str]]:
    """Read a query string; return the wish and the messages by parameter."""
    wish, notices = fitting.read(QueryDict(question), snapshot.current().codes)
    return wish, {notice.parameter: notice.message for notice in notices}


def fits(question: str) -> Fits:
    """Answer a query string that is understood."""
    wish, messages = wish_of(question)
    assert not messages
    now = snapshot.current()
    return fitting.fit(now, fitting.beside(now), wish)


def answers(question: str) -> dict[str, dict[str, Answer]]:
    """Return the answers of the short list by slug."""
    return {item.card["slug"]: dict(item.answers) for item in fits(question).short}


def only(*slugs: str) -> None:
    """Leave these entries alone in the catalogue."""
    ChangeSet.advance(removed=list(Dataset.objects.exclude(slug__in=slugs).values_list("pk", flat=True)))
    Dataset.objects.exclude(slug__in=slugs).delete()


def one(slug: str) -> "QuerySet[Dataset]":
    return Dataset.objects.filter(slug=slug)


class TestReading:
    """Wishes from parameters; what is not understood is told with the field and the fix."""

    def test_everything_is_understood(self) -> None:
        wish, messages = wish_of(
            "use_case=Pneumonia-Detection&task=detection&modality=ct&anatomy=lung&level=beginner&budget=50GB"
            "&speed=2.5&agreement=no&commercial=yes&lang=fr"
        )
        assert messages == {}
        assert wish == Wish(
            subjects={
                "use_case": "pneumonia-detection",
                "task": "detection",
                "modality": "CT",
                "anatomy": "lung",
            },
            level="beginner",
            budget=50_000_000_000,
            speed=Fraction(5, 2),
            agreement=False,
            commercial=True,
        )

    def test_nothing_is_a_wish_without_conditions(self) -> None:
        wish, messages = wish_of("use_case=&budget=&speed=&agreement=")
        assert (wish, wish.conditions(), messages) == (Wish(), (), {})

    def test_what_a_visitor_can_do_is_no_condition(self) -> None:
        assert wish_of("agreement=yes&commercial=no&speed=50")[0].conditions() == ()

    @pytest.mark.parametrize(
        ("parameter", "value", "fix"),
        [
            ("budget", "abc", "such as 50GB"),
            ("budget", "-1", "such as 50GB"),
            ("budget", "0", "such as 50GB"),
            ("budget", "9" * 30, "such as 50GB"),
            ("speed", "fast", "such as 50"),
            ("speed", "0", "such as 50"),
            ("speed", "-5", "such as 50"),
            ("speed", "1e9", "such as 50"),
            ("speed", "10000000", "such as 50"),
            ("speed", "٣", "such as 50"),
            ("level", "expert", "choose one from the list"),
            ("agreement", "maybe", "choose one from the list"),
            ("commercial", "1", "choose one from the list"),
            ("modality", "NOPE", "choose one from the list"),
        ],
    )
    def test_a_wrong_value_is_told_with_the_fix_and_left_out(self, parameter: str, value: str, fix: str) -> None:
        wish, messages = wish_of(f"{parameter}={value}")
        assert set(messages) == {parameter}
        assert fix in messages[parameter]
        assert value[:60] in messages[parameter]
        assert wish == Wish()

    @pytest.mark.parametrize(("text", "speed"), [("50", 50), ("50 Mbit/s", 50), ("0.5", Fraction(1, 2)), (" 8mbps", 8)])
    def test_a_speed_is_in_megabits(self, text: str, speed: Fraction) -> None:
        parameters = QueryDict(mutable=True)
        parameters["speed"] = text
        wish, notices = fitting.read(parameters, snapshot.current().codes)
        assert (wish.speed, notices) == (speed, [])

    def test_a_parameter_that_there_is_not_is_told(self) -> None:
        assert set(wish_of("colour=red")[1]) == {"colour"}

    def test_the_last_of_several_values_counts(self) -> None:
        wish, messages = wish_of("modality=CT&modality=MR")
        assert wish.subjects == {"modality": "MR"}
        assert set(messages) == {"modality"}


class TestAnswers:
    """Met, contradicted, or open: what nobody states is neither yes nor no."""

    def test_a_broader_term_includes_the_narrower(self) -> None:
        found = answers("anatomy=chest&use_case=pneumonia-detection")
        assert found["chest-xray-pneumonia"]["anatomy"] is Answer.MET

    def test_other_terms_alone_contradict(self) -> None:
        assert answers("use_case=pneumonia-detection&modality=MR")["chest-xray-pneumonia"]["modality"] is (
            Answer.CONTRADICTED
        )

    def test_nothing_stated_is_open(self, change: Change) -> None:
        only("chest-xray-pneumonia")
        Dataset.objects.get().modalities.clear()
        change(Dataset.objects.all())
        assert answers("use_case=pneumonia-detection&modality=MR")["chest-xray-pneumonia"]["modality"] is Answer.OPEN

    def test_only_a_broader_term_stated_is_open(self, change: Change) -> None:
        only("chest-xray-pneumonia")
        modalities = Dataset.objects.get().modalities
        modalities.set(modalities.model.objects.filter(code="XRAY"))
        change(Dataset.objects.all())
        assert answers("use_case=pneumonia-detection&modality=CR")["chest-xray-pneumonia"]["modality"] is Answer.OPEN

    @pytest.mark.parametrize(
        ("size", "precision", "answer"),
        [
            (10, "exact", Answer.MET),
            (10, "about", Answer.MET),
            (11, "exact", Answer.CONTRADICTED),
            (5, "at-least", Answer.OPEN),
            (5, "per-year", Answer.OPEN),
            (11, "at-least", Answer.CONTRADICTED),
            (11, "per-year", Answer.CONTRADICTED),
            (None, "", Answer.OPEN),
        ],
    )
    def test_a_size_against_the_budget(self, size: int | None, precision: str, answer: Answer, change: Change) -> None:
        change(one("kits19"), size_bytes=size, size_precision=precision)
        assert answers("use_case=kidney-tumor-segmentation&budget=10")["kits19"]["budget"] is answer

    @pytest.mark.parametrize(
        ("level", "difficulty", "wanted", "answer"),
        [
            ("beginner", "", "beginner", Answer.MET),
            ("beginner", "", "advanced", Answer.MET),
            ("advanced", "", "intermediate", Answer.CONTRADICTED),
            ("", "easy", "beginner", Answer.MET),
            ("", "medium", "beginner", Answer.CONTRADICTED),
            ("", "hard", "advanced", Answer.MET),
            ("advanced", "easy", "beginner", Answer.CONTRADICTED),
            ("", "", "beginner", Answer.OPEN),
        ],
    )
    def test_a_level_against_the_experience(
        self, level: str, difficulty: str, wanted: str, answer: Answer, change: Change
    ) -> None:
        change(one("kits19"), level=level, difficulty=difficulty)
        assert answers(f"use_case=kidney-tumor-segmentation&level={wanted}")["kits19"]["level"] is answer

    @pytest.mark.parametrize(
        ("level", "answer"),
        [
            ("open", Answer.MET),
            ("registration", Answer.MET),
            ("challenge", Answer.OPEN),
            ("request", Answer.CONTRADICTED),
            ("credentialed", Answer.CONTRADICTED),
            ("closed", Answer.CONTRADICTED),
            ("unknown", Answer.OPEN),
        ],
    )
    def test_an_access_level_against_no_agreement(self, level: str, answer: Answer, change: Change) -> None:
        row = Dataset.objects.select_related("access_level").get(slug="kits19")
        terms = type(row.access_level).objects
        change(one("kits19"), access_level=terms.get(code=level))
        assert answers("use_case=kidney-tumor-segmentation&agreement=no")["kits19"]["agreement"] is answer

    def test_an_agreement_among_the_steps_contradicts(self, change: Change) -> None:
        row = Dataset.objects.get(slug="chest-xray-pneumonia")
        question = "use_case=pneumonia-detection&agreement=no"
        assert answers(question)["chest-xray-pneumonia"]["agreement"] is Answer.MET
        row.access_steps.add(AccessStep.objects.get(code="sign-agreement"))
        change(one("chest-xray-pneumonia"))
        assert answers(question)["chest-xray-pneumonia"]["agreement"] is Answer.CONTRADICTED

    @pytest.mark.parametrize(
        ("rights", "answer"),
        [
            ({}, Answer.OPEN),
            ({"images": True}, Answer.MET),
            ({"images": False}, Answer.CONTRADICTED),
            ({"annotations": True}, Answer.OPEN),
            ({"images": True, "annotations": False}, Answer.CONTRADICTED),
            ({"images": True, "annotations": True}, Answer.MET),
            ({"code": True}, Answer.OPEN),
            ({"images": True, "code": False}, Answer.MET),
        ],
    )
    def test_rights_against_commercial_use(self, rights: dict[str, bool], answer: Answer, change: Change) -> None:
        row = Dataset.objects.get(slug="kits19")
        row.right_set.all().delete()
        for component, allowed in rights.items():
            Right.objects.create(dataset=row, component=component, use="commercial", allowed=allowed)
        Right.objects.create(dataset=row, component="images", use="redistribution", allowed=False)
        change(one("kits19"))
        assert answers("use_case=kidney-tumor-segmentation&commercial=yes")["kits19"]["commercial"] is answer


class TestOrder:
    """Points, then contradictions, then stars, then the name."""

    def test_points_fall(self) -> None:
        found = fits("use_case=brain-tumor-segmentation&modality=MR&budget=5GB&level=beginner&agreement=no").short
        points = [item.points for item in found]
        assert points == sorted(points, reverse=True)
        assert len(set(points)) > 1

    def test_points_are_those_of_the_answers(self) -> None:
        for item in fits("modality=CT&budget=50GB&agreement=no&level=intermediate").short:
            expected = 0
            for name, answer in item.answers.items():
                expected += fitting.WEIGHTS[name] * ((answer is Answer.MET) - (answer is Answer.CONTRADICTED))
            assert item.points == expected

    def test_of_equal_points_fewer_contradictions_come_first(self, change: Change) -> None:
        only("kits19", "lits")
        change(one("kits19"), size_bytes=None, size_precision="", level="", difficulty="", quality=1)
        # Fits the disk and is too hard: as many points, one contradiction.
        change(one("lits"), size_bytes=1, size_precision="exact", level="advanced", quality=5)
        found = fits("modality=CT&budget=10&level=beginner").short
        assert [(item.card["slug"], item.points) for item in found] == [("kits19", 2), ("lits", 2)]

    def test_then_the_better_supported_comes_first(self) -> None:
        only("kits19", "lits", "covidx")
        assert [item.card["slug"] for item in fits("modality=CT").short] == ["kits19", "lits", "covidx"]

    def test_an_entry_has_to_meet_a_wish_about_what_the_data_show(self) -> None:
        for item in fits("use_case=pneumonia-detection&modality=MR&agreement=no").short:
            assert Answer.MET in (item.answers["use_case"], item.answers["modality"])

    def test_the_goal_outweighs_a_modality(self) -> None:
        assert fits("use_case=kidney-tumor-segmentation&modality=MR").short[0].card["slug"] == "kits19"

    def test_more_speaks_for_each_than_against_it(self, change: Change) -> None:
        only("kits19")
        change(Dataset.objects.all(), size_bytes=10, size_precision="exact", level="advanced", quality=5)
        assert fits("modality=CT&budget=9").total == 1
        assert fits("modality=CT&budget=9&level=beginner") == Fits((), 0, 1)

    def test_practical_wishes_alone_choose_too(self) -> None:
        found = fits("budget=2GB")
        assert {item.card["slug"] for item in found.short} == set(
            Dataset.objects.filter(size_bytes__lte=2 * 10**9, size_precision__in=("exact", "about")).values_list(
                "slug", flat=True
            )
        )

    def test_the_list_is_short_and_says_how_many_there_are(self) -> None:
        found = fits("modality=MR")
        assert len(found.short) == fitting.SHORT < found.total <= found.looked_at

    def test_archives_and_directories_are_not_looked_at(self) -> None:
        now = snapshot.current()
        assert set(fitting.KINDS) < set(now.facets.values["kind"])
        assert fits("modality=CT").looked_at == Dataset.objects.filter(kind__code__in=fitting.KINDS).count()

    def test_a_withdrawn_entry_is_not_looked_at(self, change: Change) -> None:
        before = fits("use_case=kidney-tumor-segmentation")
        change(one("kits19"), status=Dataset.Status.WITHDRAWN)
        after = fits("use_case=kidney-tumor-segmentation")
        assert "kits19" not in {item.card["slug"] for item in after.short}
        assert after.looked_at == before.looked_at - 1

    def test_an_empty_catalogue_has_nothing(self, no_datasets: None) -> None:
        assert fits("modality=CT") == Fits((), 0, 0)


@pytest.mark.parametrize(
    ("size", "speed", "seconds"),
    [
        (10**9, Fraction(8), 1_000),
        (10**9, Fraction(5, 2), 3_200),
        (1, Fraction(1), 1),
        (None, Fraction(8), None),
        (10**9, None, None),
        (10**18, Fraction(1, 1000), 8 * 10**15),
    ],
)
def test_a_download_time_is_the_size_by_the_speed(
    size: int | None, speed: Fraction | None, seconds: int | None
) -> None:
    assert fitting.download_seconds(size, speed) == seconds
