import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import awards.models.yearbook
import dtportal.programme.models.bilingual


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("assessments", "0001_initial"),
        ("nominations", "0001_initial"),
        ("programme", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="RehearsalRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting"),
                            ("running", "In progress"),
                            ("done", "Finished"),
                            ("failed", "Failed"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("failure", models.TextField(blank=True)),
                ("ordered_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("heartbeat_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("count", models.PositiveSmallIntegerField(default=60, verbose_name="invented nominations")),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rehearsal_runs",
                        to="programme.edition",
                    ),
                ),
                (
                    "ordered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Roll",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Before the council"),
                            ("approved", "Approved by the council"),
                            ("signed", "Signed"),
                            ("published", "Published"),
                            ("returned", "Returned"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("rule", models.JSONField(default=dict)),
                ("sha256", models.CharField(max_length=64)),
                ("drawn_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "drawn_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rolls",
                        to="programme.edition",
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roll",
                        to="assessments.agendaitem",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-version"],
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "version"), name="roll_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "returned"), _negated=True),
                        fields=("edition",),
                        name="roll_one_alive_per_edition",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at", None), ("published_by", None)),
                            models.Q(("published_at__isnull", False), ("published_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="roll_published_paired",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RollEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rank", models.PositiveIntegerField()),
                ("score_numerator", models.PositiveIntegerField()),
                ("score_denominator", models.PositiveIntegerField()),
                (
                    "conclusion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.conclusion",
                    ),
                ),
                (
                    "roll",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="awards.roll"
                    ),
                ),
                (
                    "tier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.tier"
                    ),
                ),
            ],
            options={
                "ordering": ["tier__position", "rank", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("roll", "conclusion"), name="roll_entry_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Honor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("unit", "Units and enterprises of the priority sectors"),
                            ("state_body", "State bodies"),
                            ("leader", "Outstanding leaders"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=250)),
                ("name_en", models.CharField(blank=True, max_length=250)),
                (
                    "detail",
                    models.CharField(blank=True, help_text="Leaders: position and unit", max_length=250),
                ),
                ("slug", models.SlugField(max_length=200)),
                ("texts", models.JSONField(default=dict)),
                ("certificate_number", models.CharField(max_length=30, verbose_name="certificate number")),
                (
                    "verification_code",
                    models.CharField(max_length=16, unique=True, verbose_name="verification code"),
                ),
                ("published_at", models.DateTimeField()),
                ("sort_key", models.CharField(editable=False, max_length=1400)),
                ("search_text", models.CharField(editable=False, max_length=600)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="honors",
                        to="programme.edition",
                    ),
                ),
                (
                    "nomination",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="honor",
                        to="nominations.nomination",
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="programme.province"),
                ),
                (
                    "sector",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="programme.sector",
                    ),
                ),
                (
                    "tier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="honors",
                        to="programme.tier",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="honor",
                        to="awards.rollentry",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_key"],
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "slug"), name="honor_slug_once"),
                    models.UniqueConstraint(
                        fields=("edition", "certificate_number"), name="honor_certificate_once"
                    ),
                ],
            },
            bases=(dtportal.programme.models.bilingual.Named, models.Model),
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[("chair", "Chair of the council"), ("auditor", "Auditor")], max_length=10
                    ),
                ),
                ("is_refusal", models.BooleanField(default=False)),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("roll_sha256", models.CharField(max_length=64)),
                ("signed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "roll",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signatures",
                        to="awards.roll",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["signed_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("roll", "part"), name="signature_once_per_part"),
                    models.UniqueConstraint(fields=("roll", "user"), name="signature_by_two_people"),
                    models.CheckConstraint(
                        condition=models.Q(("is_refusal", False), ("reason__gt", ""), _connector="OR"),
                        name="refusal_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Yearbook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting"),
                            ("running", "In progress"),
                            ("done", "Finished"),
                            ("failed", "Failed"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("failure", models.TextField(blank=True)),
                ("ordered_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("heartbeat_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("file", models.FileField(blank=True, upload_to=awards.models.yearbook.book_path)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("page_count", models.PositiveIntegerField(default=0)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="yearbooks",
                        to="programme.edition",
                    ),
                ),
                (
                    "ordered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "roll",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="yearbooks",
                        to="awards.roll",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="YearbookPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("content_hash", models.CharField(max_length=64, unique=True)),
                ("file", models.FileField(upload_to=awards.models.yearbook.part_path)),
                ("page_count", models.PositiveSmallIntegerField()),
                ("rendered_at", models.DateTimeField(auto_now_add=True)),
                (
                    "honor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="yearbook_parts",
                        to="awards.honor",
                    ),
                ),
            ],
        ),
    ]
