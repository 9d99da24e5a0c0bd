"""Judgements, cut scores, exam results, appeals."""

from typing import ClassVar

from django.db import models

from practicum.results.rules import APPEAL_STATES, CUT_STATES, SETTING_STATES


class StandardSetting(models.Model):
    """The judging of one form in two rounds; it begins with the first judgement."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    form = models.OneToOneField("practicum.TestForm", on_delete=models.PROTECT, related_name="standard_setting")
    state = models.CharField(max_length=12, choices=SETTING_STATES.choices, default=SETTING_STATES.initial)
    opened_at = models.DateTimeField()
    second_round_at = models.DateTimeField(null=True)
    second_round_by = models.ForeignKey("practicum.Person", null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.form_id} {self.state}"


class Judgement(models.Model):
    """How likely a just qualified candidate answers an item right, in one judge's view (modified Angoff)."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    form = models.ForeignKey("practicum.TestForm", on_delete=models.PROTECT, related_name="judgements")
    version = models.ForeignKey("practicum.ItemVersion", on_delete=models.PROTECT, related_name="+")
    judge = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="judgements")
    round = models.PositiveSmallIntegerField()
    probability = models.DecimalField(max_digits=3, decimal_places=2)
    judged_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "version", "judge", "round"], name="one_judgement_per_round"),
            models.CheckConstraint(
                condition=models.Q(probability__gte=0) & models.Q(probability__lte=1), name="judgement_0_to_1"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.judge_id} {self.version_id} {self.probability}"


class CutScore(models.Model):
    """The raw score that is needed on a form, how it was found, who computed it and who adopted it."""

    personal_data: ClassVar[tuple[str, ...]] = ("reason",)

    form = models.ForeignKey("practicum.TestForm", on_delete=models.PROTECT, related_name="cut_scores")
    method = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=CUT_STATES.choices, default=CUT_STATES.initial)
    value = models.DecimalField(max_digits=6, decimal_places=2)
    standard_error = models.DecimalField(max_digits=6, decimal_places=3)
    judges = models.PositiveSmallIntegerField()
    evidence = models.JSONField()
    computed_at = models.DateTimeField()
    computed_by = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="+")
    adopted_at = models.DateTimeField(null=True)
    adopted_by = models.ForeignKey("practicum.Person", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)  # of the adoption, or of the rejection

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["form"], condition=models.Q(state="adopted"), name="one_adopted_cut_per_form"
            ),
            models.UniqueConstraint(
                fields=["form"], condition=models.Q(state="computed"), name="one_open_cut_per_form"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} {self.value}"


class ExamResult(models.Model):
    """The score of an attempt against the adopted cut. A rescore adds a row; the newest counts.

    `precision` says how exact the score is (see rules.Precision); it is frozen when the result is released. A result within
    one SEM of the cut is reviewed by a person before that.
    """

    personal_data: ClassVar[tuple[str, ...]] = (
        "raw_score", "passed", "by_area", "item_scores", "precision", "review_note",
    )  # fmt: skip

    code = models.CharField(max_length=20, unique=True)
    attempt = models.ForeignKey("practicum.Attempt", on_delete=models.PROTECT, related_name="results")
    cut_score = models.ForeignKey(CutScore, on_delete=models.PROTECT, related_name="results")
    number = models.PositiveSmallIntegerField(default=1)
    raw_score = models.DecimalField(max_digits=6, decimal_places=2)
    raw_max = models.DecimalField(max_digits=6, decimal_places=2)
    passed = models.BooleanField()
    by_area = models.JSONField()  # area -> [points, items]
    item_scores = models.JSONField()  # item version -> points
    precision = models.JSONField(default=dict)
    scored_at = models.DateTimeField()
    scored_by = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey("practicum.Person", null=True, on_delete=models.PROTECT, related_name="+")
    review_note = models.TextField(blank=True)
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey("practicum.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "number"], name="results_numbered")]

    def __str__(self) -> str:
        return self.code


class Appeal(models.Model):
    """A candidate asks that other people look again."""

    personal_data: ClassVar[tuple[str, ...]] = ("grounds", "reason")

    code = models.CharField(max_length=20, unique=True)
    result = models.ForeignKey(ExamResult, on_delete=models.PROTECT, related_name="appeals")
    state = models.CharField(max_length=10, choices=APPEAL_STATES.choices, default=APPEAL_STATES.initial)
    grounds = models.TextField()
    lodged_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("practicum.Person", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["result"], condition=models.Q(state="lodged"), name="one_open_appeal_per_result"
            )
        ]

    def __str__(self) -> str:
        return self.code
