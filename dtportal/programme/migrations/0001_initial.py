import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import dtportal.programme.models.bilingual
import dtportal.programme.models.snapshot


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ordinal", models.PositiveSmallIntegerField(verbose_name="ordinal")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("name_en", models.CharField(max_length=200, verbose_name="English name")),
                ("slug", models.SlugField(unique=True)),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "kind",
                    models.CharField(
                        choices=[("live", "live"), ("rehearsal", "rehearsal")],
                        default="rehearsal",
                        max_length=10,
                    ),
                ),
                (
                    "clock_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="clock of the rehearsal"),
                ),
                (
                    "slots_per_cell",
                    models.PositiveSmallIntegerField(
                        default=1, verbose_name="accepted units per sector and locality"
                    ),
                ),
                (
                    "sheets_per_dossier",
                    models.PositiveSmallIntegerField(default=3, verbose_name="score sheets per dossier"),
                ),
                (
                    "tie_rule",
                    models.CharField(
                        choices=[
                            (
                                "shared",
                                "Equal scores share the rank; at the cut of a list, the higher impact mark decides",
                            ),
                            ("criterion", "The criteria in their order of weight decide"),
                        ],
                        default="criterion",
                        max_length=10,
                        verbose_name="tie rule",
                    ),
                ),
                (
                    "pass_mark",
                    models.PositiveSmallIntegerField(default=50, verbose_name="pass mark, points of 100"),
                ),
                (
                    "quotas",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Floors and caps of a list: tier, by (sector or province), key (code, uid or *), least, most",
                    ),
                ),
                (
                    "opening",
                    models.CharField(
                        choices=[
                            (
                                "open",
                                "Everybody: the sheets' totals are published without the names of members",
                            ),
                            ("auditor", "The auditor and the experts of those who appeal"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="who may compute the result again",
                    ),
                ),
                (
                    "appeal_days",
                    models.PositiveSmallIntegerField(
                        default=15, verbose_name="days for appeals after publication"
                    ),
                ),
                (
                    "comment_days",
                    models.PositiveSmallIntegerField(
                        default=10, verbose_name="working days for public comments on the accepted units"
                    ),
                ),
                ("pages_due", models.DateField(blank=True, null=True, verbose_name="yearbook pages due")),
                ("rule_text", models.TextField(blank=True, verbose_name="rule text")),
                ("rule_text_en", models.TextField(blank=True, verbose_name="English rule text")),
                (
                    "session_quorum",
                    models.CharField(
                        choices=[
                            ("1/2", "at least half"),
                            ("2/3", "at least two thirds"),
                            ("3/4", "at least three quarters"),
                            ("1", "everybody"),
                        ],
                        default="3/4",
                        max_length=4,
                        verbose_name="quorum of a session",
                    ),
                ),
                (
                    "ballot_quorum",
                    models.CharField(
                        choices=[
                            ("1/2", "at least half"),
                            ("2/3", "at least two thirds"),
                            ("3/4", "at least three quarters"),
                            ("1", "everybody"),
                        ],
                        default="2/3",
                        max_length=4,
                        verbose_name="quorum of a ballot",
                    ),
                ),
                (
                    "ballot_tie",
                    models.CharField(
                        choices=[
                            ("fails", "The motion is not carried"),
                            ("chair", "Whoever chairs decides, with a reason"),
                            ("repeat", "A second ballot; if it is equal again, whoever chairs decides"),
                        ],
                        default="fails",
                        max_length=10,
                        verbose_name="equal votes in a ballot",
                    ),
                ),
                ("media_partners", models.CharField(blank=True, max_length=60)),
                ("media_partners_en", models.CharField(blank=True, max_length=60)),
                ("contact", models.TextField(blank=True, verbose_name="contact")),
                (
                    "activities",
                    models.JSONField(default=list, help_text="What the programme does: label, label_en"),
                ),
                (
                    "dossier_sections",
                    models.JSONField(default=list, help_text="Sections of the dossier and their questions"),
                ),
                (
                    "consents",
                    models.JSONField(
                        default=list,
                        help_text="What is declared and consented to on submitting: key, version, title, text, consequence, required, groups",
                    ),
                ),
                (
                    "undertaking",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="What the council promises before anything opens: version, title, title_en, text, text_en",
                    ),
                ),
                (
                    "locality_is_conflict",
                    models.BooleanField(
                        default=False,
                        verbose_name="members of the council do not appraise units of their own locality",
                    ),
                ),
                (
                    "screening",
                    models.JSONField(
                        default=dict,
                        help_text="days: the secretariat's own deadline; conditions and compliance: what it checks",
                    ),
                ),
                (
                    "visit_questions",
                    models.JSONField(
                        default=list,
                        help_text="What is looked at on the spot: questions, with the criteria they speak of by group",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind", "rehearsal"), ("clock_at", None), _connector="OR"),
                        name="edition_live_has_no_clock",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sheets_per_dossier__gte", 1)), name="edition_sheets_positive"
                    ),
                ],
            },
            bases=(dtportal.programme.models.bilingual.Named, models.Model),
        ),
        migrations.CreateModel(
            name="Holiday",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120)),
                ("name_en", models.CharField(max_length=120)),
                ("is_worked", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["day"],
            },
            bases=(dtportal.programme.models.bilingual.Named, models.Model),
        ),
        migrations.CreateModel(
            name="PublicVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveBigIntegerField(default=1)),
                ("mark", models.CharField(default=dtportal.programme.models.snapshot._mark, max_length=16)),
            ],
        ),
        migrations.CreateModel(
            name="Sector",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=2, unique=True, verbose_name="code")),
                ("slug", models.SlugField(unique=True)),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("name_en", models.CharField(max_length=100, verbose_name="English name")),
                ("description", models.TextField(blank=True)),
                ("description_en", models.TextField(blank=True)),
                ("icon", models.CharField(help_text="Bootstrap icon", max_length=40)),
                ("position", models.PositiveSmallIntegerField(unique=True)),
                ("is_priority", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ["position"],
            },
            bases=(dtportal.programme.models.bilingual.Named, models.Model),
        ),
        migrations.CreateModel(
            name="Post",
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
                            ("announcement", "Announcement"),
                            ("report", "Report"),
                            ("publication", "Publication"),
                            ("consultation", "Policy consultation"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("slug", models.SlugField(max_length=120, unique=True)),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("title_en", models.CharField(blank=True, max_length=200, verbose_name="English title")),
                ("text", models.TextField(verbose_name="text (Markdown)")),
                ("text_en", models.TextField(blank=True, verbose_name="English text (Markdown)")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published at")),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="posts",
                        to="programme.edition",
                    ),
                ),
            ],
            options={
                "ordering": ["-published_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="PostFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("file", models.FileField(upload_to="posts/")),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveIntegerField()),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="programme.post"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Province",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=2)),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("full_name", models.CharField(max_length=80)),
                ("name_en", models.CharField(max_length=60)),
                ("slug", models.SlugField()),
                (
                    "kind",
                    models.CharField(choices=[("province", "province"), ("city", "city")], max_length=10),
                ),
                ("uid", models.CharField(max_length=12, unique=True)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("sort_key", models.CharField(max_length=300)),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="programme.province",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_key"],
                "constraints": [
                    models.UniqueConstraint(fields=("code", "valid_from"), name="province_code_from")
                ],
            },
        ),
        migrations.CreateModel(
            name="Body",
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
                            ("committee", "National committee"),
                            ("ministry", "Ministry"),
                            ("party", "Party commission"),
                            ("institute", "Institute"),
                            ("centre", "Centre"),
                            ("association", "Association"),
                            ("club", "Club"),
                            ("peoples_committee", "People's Committee"),
                            ("department", "Provincial department"),
                            ("other", "Other organisation"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("short_name", models.CharField(blank=True, max_length=40, verbose_name="short name")),
                ("slug", models.SlugField(max_length=120, unique=True)),
                ("aliases", models.JSONField(blank=True, default=list)),
                ("may_nominate", models.BooleanField(default=False)),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("search_text", models.CharField(editable=False, max_length=600)),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="programme.body",
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="programme.province",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "bodies",
            },
        ),
        migrations.CreateModel(
            name="RubricPart",
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
                        default="unit",
                        max_length=10,
                    ),
                ),
                ("code", models.SlugField(max_length=20)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("name_en", models.CharField(max_length=200, verbose_name="English name")),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rubric_parts",
                        to="programme.edition",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "group", "code"), name="rubric_part_once_per_rubric"
                    )
                ],
            },
            bases=(dtportal.programme.models.bilingual.Named, models.Model),
        ),
        migrations.CreateModel(
            name="Criterion",
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
                        default="unit",
                        max_length=10,
                    ),
                ),
                ("code", models.SlugField(max_length=20)),
                ("name", models.CharField(max_length=200)),
                ("name_en", models.CharField(max_length=200)),
                ("weight", models.PositiveSmallIntegerField()),
                ("anchors", models.JSONField(default=list, help_text="Worded levels: from, text, text_en")),
                ("hint", models.TextField(blank=True, verbose_name="evidence to look for")),
                ("hint_en", models.TextField(blank=True, verbose_name="evidence to look for, in English")),
                (
                    "sections",
                    models.JSONField(default=list, help_text="Keys of the dossier's sections that feed it"),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="criteria",
                        to="programme.edition",
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="criteria",
                        to="programme.rubricpart",
                        verbose_name="part",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "group", "code"), name="criterion_once_per_rubric"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weight__gte", 1), ("weight__lte", 100)),
                        name="criterion_weight_1_100",
                    ),
                ],
            },
            bases=(dtportal.programme.models.bilingual.Named, models.Model),
        ),
        migrations.AddField(
            model_name="edition",
            name="sectors",
            field=models.ManyToManyField(related_name="editions", to="programme.sector"),
        ),
        migrations.CreateModel(
            name="Tier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=20)),
                ("name", models.CharField(max_length=120)),
                ("name_en", models.CharField(max_length=120)),
                ("size", models.PositiveIntegerField(blank=True, null=True)),
                ("groups", models.JSONField(default=list, help_text="Groups of participants it takes")),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tiers",
                        to="programme.edition",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "code"), name="tier_once_per_edition")
                ],
            },
            bases=(dtportal.programme.models.bilingual.Named, models.Model),
        ),
        migrations.CreateModel(
            name="BodyName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=250)),
                ("name_en", models.CharField(blank=True, max_length=250)),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="names", to="programme.body"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("body", "valid_from"), name="body_name_from"),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to", None)), fields=("body",), name="body_one_present_name"
                    ),
                ],
            },
            bases=(dtportal.programme.models.bilingual.Named, models.Model),
        ),
        migrations.CreateModel(
            name="FrozenRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("content", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                ("frozen_at", models.DateTimeField()),
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="frozen_rule",
                        to="programme.edition",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sha256", ""), _negated=True), name="frozen_rule_has_hash"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Involvement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("wording", models.CharField(blank=True, max_length=250)),
                ("wording_en", models.CharField(blank=True, max_length=250)),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("directs", "Directed by"),
                            ("organises", "Organised and carried out by"),
                            ("coordinates", "In coordination with"),
                            ("appraises", "In the appraisal council"),
                            ("sponsors", "Sponsored by"),
                            ("media", "Media patronage"),
                        ],
                        max_length=12,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "body",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="programme.body",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="involvements",
                        to="programme.edition",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("body", None), ("wording__gt", "")),
                            models.Q(("body__isnull", False), ("wording", "")),
                            _connector="OR",
                        ),
                        name="involvement_body_or_wording",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LetterWording",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("letter", models.CharField(max_length=80)),
                ("language", models.CharField(max_length=2)),
                ("subject", models.CharField(max_length=200, verbose_name="Subject")),
                ("body", models.TextField(verbose_name="Text")),
                ("version", models.PositiveIntegerField(default=1)),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letter_wordings",
                        to="programme.edition",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "letter", "language"), name="letter_worded_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("subject", ""), _negated=True), models.Q(("body", ""), _negated=True)
                        ),
                        name="letter_wording_not_empty",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Phase",
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
                            ("intake", "Intake of dossiers"),
                            ("appraisal", "Appraisal"),
                            ("events", "Forums and seminars"),
                            ("announcement", "Announcement and ceremony"),
                            ("support", "Continued support"),
                        ],
                        max_length=12,
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(max_length=120, verbose_name="English name")),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day (inclusive)")),
                (
                    "precision",
                    models.CharField(
                        choices=[("day", "day"), ("month", "month")], default="day", max_length=5
                    ),
                ),
                (
                    "grace_minutes",
                    models.PositiveSmallIntegerField(default=0, verbose_name="hidden grace, minutes"),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="phases",
                        to="programme.edition",
                    ),
                ),
            ],
            options={
                "ordering": ["starts_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "kind"), name="phase_once_per_edition"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="phase_ends_after_start",
                    ),
                ],
            },
            bases=(dtportal.programme.models.bilingual.Named, models.Model),
        ),
    ]
