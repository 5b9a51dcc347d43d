import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ("actor_id", models.BigIntegerField(null=True)),
                ("edition_id", models.BigIntegerField(null=True)),
                ("verb", models.CharField(max_length=60)),
                ("subject", models.CharField(max_length=60)),
                ("subject_id", models.BigIntegerField()),
                ("data", models.JSONField(default=dict)),
            ],
            options={
                "verbose_name_plural": "entries",
                "indexes": [models.Index(fields=["subject", "subject_id"], name="entry_subject")],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("previous", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
                (
                    "entry",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="journal.entry"),
                ),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.EmailField(blank=True, max_length=254)),
                ("language", models.CharField(default="vi", max_length=2)),
                ("template", models.CharField(max_length=80)),
                ("context", models.JSONField(default=dict)),
                ("is_rehearsal", models.BooleanField(default=False)),
                ("key", models.CharField(blank=True, max_length=120, null=True, unique=True)),
                ("edition_id", models.BigIntegerField(null=True)),
                ("about", models.CharField(blank=True, max_length=60)),
                ("about_id", models.BigIntegerField(null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("given_up_at", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                (
                    "failure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("refused", "the recipient's address was refused"),
                            ("rejected", "the mail server rejected the mail"),
                            ("sender", "the mail server refused the sender"),
                            ("unreachable", "the mail server could not be reached"),
                        ],
                        max_length=12,
                    ),
                ),
                ("sent_subject", models.CharField(blank=True, max_length=400)),
                ("sent_body", models.TextField(blank=True)),
                (
                    "again_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="repeats",
                        to="journal.notice",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "notice",
                "indexes": [models.Index(fields=["edition_id", "-id"], name="notice_edition")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("recipient__isnull", False), ("address__gt", ""), _connector="OR"
                        ),
                        name="notice_has_a_recipient",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sent_at", None), ("given_up_at", None), _connector="OR"),
                        name="notice_sent_or_given_up",
                    ),
                ],
            },
        ),
    ]
