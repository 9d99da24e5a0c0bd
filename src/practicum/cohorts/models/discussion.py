"""The discussion of a week: threads of posts, who was mentioned, what was read, and until when each digest told."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from practicum.cohorts.models.cohort import Cohort


class Post(models.Model):
    """One post. The one that opens a thread has a title and no `thread`; the replies point to it.

    A removed post stays as a tombstone with its reason. What its author removed is gone; what the facilitator removed
    can still be read by those who lead the cohort, so that the removal can be questioned.
    """

    personal_data: ClassVar[tuple[str, ...]] = ("title", "text", "removal_reason")

    code = models.CharField(max_length=20, unique=True)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="posts")
    week = models.PositiveSmallIntegerField()
    thread = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replies")
    title = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True)
    author = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="+")
    posted_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    pinned_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey("practicum.Person", null=True, on_delete=models.PROTECT, related_name="+")
    removal_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["posted_at", "id"]
        indexes = [models.Index(fields=["cohort", "week", "posted_at"], name="posts_of_a_week")]
        constraints = [
            models.CheckConstraint(
                condition=Q(thread=None) | (Q(title="") & Q(pinned_at=None)), name="only_threads_are_titled_and_pinned"
            )
        ]

    def __str__(self) -> str:
        return self.code


class PostVersion(models.Model):
    """What a post said before it was edited."""

    personal_data: ClassVar[tuple[str, ...]] = ("title", "text")

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="versions")
    title = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True)
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ["replaced_at", "id"]

    def __str__(self) -> str:
        return f"{self.post_id} until {self.replaced_at}"


class Mention(models.Model):
    """Somebody named in a post; they were told once."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="mentions")
    person = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "person"], name="mentioned_once_in_a_post")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.post_id}"


class ThreadRead(models.Model):
    """Until when a person has read a thread."""

    personal_data: ClassVar[tuple[str, ...]] = ("read_at",)

    thread = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="reads")
    person = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "person"], name="one_read_mark_per_thread")]

    def __str__(self) -> str:
        return f"{self.person_id} has read {self.thread_id}"


class DigestMark(models.Model):
    """Up to which moment a person's digests have told of new posts, and on which of their days the last look was."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    person = models.OneToOneField("practicum.Person", on_delete=models.PROTECT, related_name="+")
    told_until = models.DateTimeField()
    day = models.DateField()

    def __str__(self) -> str:
        return f"{self.person_id} until {self.told_until}"
