import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import forums.models.registration


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("programme", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Forum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("forum", "National forum"),
                            ("seminar", "Thematic seminar"),
                            ("ceremony", "Announcement and honouring ceremony"),
                            ("audience", "Audience with State leaders"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("ordinal", models.PositiveSmallIntegerField(default=1, verbose_name="number")),
                ("slug", models.SlugField(max_length=120)),
                ("title", models.CharField(max_length=250, verbose_name="title")),
                ("title_en", models.CharField(blank=True, max_length=250, verbose_name="English title")),
                ("summary", models.TextField(blank=True, verbose_name="summary (Markdown)")),
                ("summary_en", models.TextField(blank=True, verbose_name="English summary (Markdown)")),
                ("starts_at", models.DateTimeField(verbose_name="starts")),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
                (
                    "precision",
                    models.CharField(
                        choices=[("day", "day"), ("month", "month")], default="day", max_length=5
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                ("capacity", models.PositiveIntegerField(blank=True, null=True, verbose_name="seats")),
                ("is_open_to_public", models.BooleanField(default=True, verbose_name="open to registration")),
                ("is_broadcast", models.BooleanField(default=False, verbose_name="broadcast live")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("announced", "Announced"),
                            ("open", "Registration open"),
                            ("closed", "Registration closed"),
                            ("held", "Held"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="forums",
                        to="programme.edition",
                    ),
                ),
                (
                    "sector",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="programme.sector",
                        verbose_name="sector",
                    ),
                ),
                (
                    "staff",
                    models.ManyToManyField(
                        blank=True, related_name="forums_staffed", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "slug"), name="forum_slug_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "seminar"), _negated=True),
                            ("sector__isnull", False),
                            _connector="OR",
                        ),
                        name="seminar_has_a_sector",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="forum_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Registration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("full_name", models.CharField(max_length=120, verbose_name="full name")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="telephone")),
                (
                    "organization_name",
                    models.CharField(blank=True, max_length=200, verbose_name="organisation"),
                ),
                ("position", models.CharField(blank=True, max_length=120, verbose_name="position")),
                ("language", models.CharField(default="vi", max_length=2)),
                ("may_inform", models.BooleanField(default=False)),
                (
                    "token",
                    models.CharField(
                        default=forums.models.registration.new_token, max_length=40, unique=True
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "To be confirmed by mail"),
                            ("confirmed", "Confirmed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("registered_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("checked_in_at", models.DateTimeField(blank=True, null=True)),
                ("name_sort_key", models.CharField(editable=False, max_length=600)),
                ("search_text", models.CharField(editable=False, max_length=500)),
                (
                    "checked_in_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "forum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="registrations",
                        to="forums.forum",
                    ),
                ),
            ],
            options={
                "ordering": ["name_sort_key"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "cancelled"), _negated=True),
                        fields=("forum", "email"),
                        name="registration_once_per_forum",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checked_in_at", None), ("checked_in_by", None)),
                            models.Q(("checked_in_at__isnull", False), ("checked_in_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="registration_checked_in_paired",
                    ),
                ],
            },
        ),
    ]
