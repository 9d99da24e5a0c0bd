"""Items, their versions and reviews, and the test forms made of them."""

from typing import ClassVar

from django.db import models

from practicum.itembank.rules import FORM_STATES, ITEM_STATES


class Item(models.Model):
    """One question through all its versions. `code` is its stable id in the pack (`allocation-01`)."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    code = models.CharField(max_length=80, unique=True)
    programme_code = models.CharField(max_length=40)
    capability = models.CharField(max_length=60)
    area = models.CharField(max_length=40)
    level = models.CharField(max_length=20)
    state = models.CharField(max_length=12, choices=ITEM_STATES.choices, default=ITEM_STATES.initial)
    enemies = models.JSONField(default=list)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class ItemVersion(models.Model):
    """The words and the key of an item; never changed, only followed by the next number."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    stem = models.TextField()
    options = models.JSONField(default=list)  # [{id, text, why}]
    key = models.JSONField()
    rationale = models.TextField()
    source = models.TextField()
    ai_use = models.TextField(blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["item_id", "number"]
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="item_versions_numbered")]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.number}"


class ItemReview(models.Model):
    """A subject expert's verdict on one version."""

    personal_data: ClassVar[tuple[str, ...]] = ("comment",)

    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=[(v, v) for v in ("approve", "revise", "reject")])
    comment = models.TextField(blank=True)
    reviewed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "reviewer"], name="one_review_per_reviewer")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.verdict}"


class TestForm(models.Model):
    """A fixed list of item versions that meets the blueprint. Never called Form: Django's forms are other things."""

    __test__ = False  # pytest: not a test
    personal_data: ClassVar[tuple[str, ...]] = ()

    code = models.CharField(max_length=20, unique=True)
    programme_version = models.ForeignKey("practicum.ProgrammeVersion", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=FORM_STATES.choices, default=FORM_STATES.initial)
    seed = models.BigIntegerField()
    minutes = models.PositiveSmallIntegerField()
    assembled_at = models.DateTimeField()
    assembled_by = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.code


class TestFormItem(models.Model):
    """One place on a form."""

    __test__ = False
    personal_data: ClassVar[tuple[str, ...]] = ()

    form = models.ForeignKey(TestForm, on_delete=models.PROTECT, related_name="places")
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["form", "position"], name="form_positions"),
            models.UniqueConstraint(fields=["form", "version"], name="form_item_once"),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} {self.position}"
