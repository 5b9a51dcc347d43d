import secrets

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import awards.models.attached
import awards.models.book
import awards.models.certificates
import awards.models.report
import awards.models.result_bundle
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
            name="Appeal",
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
                            ("received", "Received"),
                            ("council", "Before the council"),
                            ("rejected", "Not upheld"),
                            ("upheld", "Upheld, a correction follows"),
                            ("corrected", "The list was corrected"),
                        ],
                        default="received",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("text", models.TextField(verbose_name="what you appeal against and why")),
                ("received_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="appeal",
                        to="assessments.agendaitem",
                    ),
                ),
                (
                    "nomination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeals",
                        to="nominations.nomination",
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text__gt", "")), name="appeal_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None), ("answered_by", None)),
                            models.Q(
                                ("answer__gt", ""),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="appeal_answered_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("status__in", ["received", "council"])),
                            models.Q(
                                models.Q(("status__in", ["received", "council"]), _negated=True),
                                ("answered_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="appeal_settled_has_answer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AppealFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("file", models.FileField(upload_to=awards.models.attached.attachment_path)),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="awards.appeal"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BookPage",
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
                            ("draft", "In work"),
                            ("approved", "Approved by the unit"),
                            ("returned", "Returned with a remark"),
                            ("proposed", "A correction waits for the unit"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("texts", models.JSONField(blank=True, default=dict)),
                ("figures", models.JSONField(blank=True, default=list)),
                ("approved", models.JSONField(blank=True, default=dict)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("remark", models.TextField(blank=True, verbose_name="remark")),
                ("remarked_at", models.DateTimeField(blank=True, null=True)),
                ("proposal", models.JSONField(blank=True, default=dict)),
                ("seen", models.JSONField(blank=True, default=dict)),
                ("proposal_hash", models.CharField(blank=True, max_length=64)),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "nomination",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="book_page",
                        to="nominations.nomination",
                    ),
                ),
                (
                    "remarked_by",
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_at", None), ("approved_by", None)),
                            models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="book_page_approved_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("remarked_at", None), ("remarked_by", None)),
                            models.Q(("remarked_at__isnull", False), ("remarked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="book_page_remarked_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "proposed"), _negated=True),
                            ("proposal_hash__gt", ""),
                            _connector="OR",
                        ),
                        name="book_page_proposed_has_link",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BookPicture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file", models.FileField(upload_to=awards.models.book.picture_path)),
                ("name", models.CharField(max_length=150)),
                ("content_type", models.CharField(max_length=60)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("width", models.PositiveIntegerField(help_text="pixels")),
                ("height", models.PositiveIntegerField(help_text="pixels")),
                ("caption", models.CharField(blank=True, max_length=160, verbose_name="caption")),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("forum", "Forum or seminar"),
                            ("ceremony", "Ceremony"),
                            ("partner", "Partner's logo"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("label", models.CharField(max_length=200, verbose_name="name")),
                ("position", models.PositiveSmallIntegerField(default=1)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="book_pictures",
                        to="programme.edition",
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Comment",
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
                        choices=[("received", "Received"), ("answered", "Answered")],
                        default="received",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("code_hash", models.CharField(max_length=64, unique=True)),
                ("name", models.CharField(max_length=120, verbose_name="full name")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                (
                    "keep_name_from_unit",
                    models.BooleanField(default=True, verbose_name="my name is not told to the unit"),
                ),
                ("text", models.TextField(verbose_name="comment")),
                ("language", models.CharField(default="vi", max_length=2)),
                ("received_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
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
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer", ""),
                                ("answered_at", None),
                                ("answered_by", None),
                                ("status", "received"),
                            ),
                            models.Q(
                                ("answer__gt", ""),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                ("status", "answered"),
                            ),
                            _connector="OR",
                        ),
                        name="comment_answered_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name__gt", ""), ("text__gt", "")), name="comment_says_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CommentFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("file", models.FileField(upload_to=awards.models.attached.attachment_path)),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="awards.comment"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Complaint",
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
                            ("payment", "Somebody asked for money or another advantage"),
                            ("conduct", "Somebody of the programme did not behave as he should"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("examined", "Being examined"),
                            ("answered", "Answered"),
                            ("closed", "Closed"),
                        ],
                        default="received",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("code_hash", models.CharField(max_length=64, unique=True)),
                ("contact", models.CharField(blank=True, max_length=200, verbose_name="contact")),
                ("language", models.CharField(default="vi", max_length=2)),
                ("received_at", models.DateTimeField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="complaints",
                        to="programme.edition",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="ComplaintMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(verbose_name="message")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="awards.complaint",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text__gt", "")), name="complaint_says_something"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ComplaintFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("file", models.FileField(upload_to=awards.models.attached.attachment_path)),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="awards.complaintmessage",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Confidant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("certificates", "Certificates"),
                            ("invitations", "Invitations"),
                            ("seating", "Seating and stage"),
                            ("book", "Yearbook"),
                            ("press", "Broadcast and press kit"),
                        ],
                        max_length=12,
                        verbose_name="needed for",
                    ),
                ),
                ("named_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="confidants",
                        to="programme.edition",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "named_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "ordering": ["named_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("edition", "user", "purpose"),
                        name="confidant_once_per_purpose",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_at", None), ("approved_by", None)),
                            models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="confidant_approved_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by", None)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="confidant_ended_paired",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Foreword",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("author", models.CharField(max_length=120, verbose_name="author")),
                ("author_title", models.CharField(blank=True, max_length=200, verbose_name="office")),
                ("title", models.CharField(max_length=160, verbose_name="heading")),
                ("text", models.TextField(verbose_name="text")),
                ("portrait", models.FileField(blank=True, upload_to=awards.models.book.picture_path)),
                ("portrait_sha256", models.CharField(blank=True, max_length=64)),
                ("signature", models.FileField(blank=True, upload_to=awards.models.book.picture_path)),
                ("signature_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="forewords",
                        to="programme.edition",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
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
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "revoked_for",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("fraud", "Fraud in the achievements that were declared"),
                            ("false_file", "False information or a forged file"),
                            ("unlawful_appraisal", "The appraisal was unlawful"),
                            ("wrongdoing", "An authority found wrongdoing in the period that counts"),
                        ],
                        max_length=20,
                        verbose_name="ground",
                    ),
                ),
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
            ],
            options={
                "ordering": ["sort_key"],
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "slug"), name="honor_slug_once"),
                    models.UniqueConstraint(
                        fields=("edition", "certificate_number"), name="honor_certificate_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_at", None), ("revoked_for", "")),
                            models.Q(("revoked_at__isnull", False), ("revoked_for__gt", "")),
                            _connector="OR",
                        ),
                        name="honor_revoked_paired",
                    ),
                ],
            },
            bases=(dtportal.programme.models.bilingual.Named, models.Model),
        ),
        migrations.CreateModel(
            name="Erratum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("wrong", models.TextField(verbose_name="printed")),
                ("right", models.TextField(verbose_name="correct")),
                ("noted_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="errata",
                        to="programme.edition",
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "honor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="errata",
                        to="awards.honor",
                    ),
                ),
            ],
            options={
                "ordering": ["noted_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Introduction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("spoken", models.CharField(blank=True, max_length=300, verbose_name="pronunciation")),
                (
                    "protocol_rank",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="protocol rank"),
                ),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "nomination",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="introduction",
                        to="nominations.nomination",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("protocol_rank", None), ("protocol_rank__gte", 1), _connector="OR"
                        ),
                        name="introduction_rank_from_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=250)),
                ("name_en", models.CharField(blank=True, max_length=250)),
                ("sector", models.CharField(blank=True, max_length=120)),
                ("sector_en", models.CharField(blank=True, max_length=120)),
                ("province", models.CharField(max_length=120)),
                ("province_en", models.CharField(blank=True, max_length=120)),
                ("sort_key", models.CharField(editable=False, max_length=1400)),
                ("search_text", models.CharField(editable=False, max_length=600)),
                (
                    "nomination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="nominations.nomination",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_key", "pk"],
            },
        ),
        migrations.AddField(
            model_name="comment",
            name="line",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="comments",
                to="awards.noticeline",
            ),
        ),
        migrations.CreateModel(
            name="OnFile",
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
                            ("permit", "Written permit of the competent authority"),
                            ("scheme", "Scheme of the programme (Đề án)"),
                            ("statute", "Statute of the programme (Quy chế)"),
                        ],
                        max_length=10,
                        verbose_name="document",
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="number and symbol")),
                ("dated", models.DateField(verbose_name="date")),
                ("issued_by", models.CharField(max_length=200, verbose_name="issued by")),
                ("is_public", models.BooleanField(default=True, verbose_name="public")),
                ("file", models.FileField(upload_to="on-file/")),
                ("name", models.CharField(max_length=150)),
                ("content_type", models.CharField(max_length=60)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("replaced_at", models.DateTimeField(blank=True, null=True)),
                (
                    "added_by",
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
                        related_name="on_file",
                        to="programme.edition",
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "-added_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at", None)),
                        fields=("edition", "kind"),
                        name="on_file_one_of_each_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file", ""), _negated=True), models.Q(("sha256", ""), _negated=True)
                        ),
                        name="on_file_has_file",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PagePicture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file", models.FileField(upload_to=awards.models.book.picture_path)),
                ("name", models.CharField(max_length=150)),
                ("content_type", models.CharField(max_length=60)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("width", models.PositiveIntegerField(help_text="pixels")),
                ("height", models.PositiveIntegerField(help_text="pixels")),
                ("caption", models.CharField(blank=True, max_length=160, verbose_name="caption")),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "use",
                    models.CharField(
                        choices=[
                            ("photo", "Photograph"),
                            ("more", "Photograph of the second page"),
                            ("logo", "Logo"),
                        ],
                        max_length=5,
                    ),
                ),
                ("is_current", models.BooleanField(default=True)),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="awards.bookpage",
                    ),
                ),
            ],
            options={
                "ordering": ["use", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("page", "use"),
                        name="page_picture_one_current_per_use",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PageReminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due", models.DateField()),
                ("days", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "nomination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="page_reminders",
                        to="nominations.nomination",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("nomination", "due", "days"), name="page_reminder_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("put_up_at", models.DateTimeField()),
                ("closes_at", models.DateTimeField(verbose_name="comments until")),
                ("unnamed", models.PositiveIntegerField(default=0)),
                ("sha256", models.CharField(max_length=64)),
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="public_notice",
                        to="programme.edition",
                    ),
                ),
                (
                    "put_up_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closes_at__gt", models.F("put_up_at"))),
                        name="notice_closes_later",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="noticeline",
            name="notice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="awards.publicnotice"
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="notice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="comments", to="awards.publicnotice"
            ),
        ),
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
            name="ResultReader",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="full name")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                ("reason", models.CharField(max_length=300, verbose_name="for whom, and why")),
                ("token", models.CharField(default=secrets.token_urlsafe, max_length=43, unique=True)),
                ("named_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="result_readers",
                        to="programme.edition",
                    ),
                ),
                (
                    "named_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-named_at", "-pk"],
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
                            ("superseded", "Corrected by a later version"),
                            ("returned", "Returned"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason of the correction")),
                ("changes", models.JSONField(blank=True, default=list)),
                ("rule", models.JSONField(default=dict)),
                (
                    "moves",
                    models.JSONField(default=list, help_text="tier, dossier, direction, reason, agenda item"),
                ),
                ("embargo_until", models.DateTimeField(blank=True, null=True, verbose_name="embargo until")),
                ("sha256", models.CharField(max_length=64)),
                ("drawn_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="corrections",
                        to="awards.roll",
                    ),
                ),
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
                    "embargo_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                        condition=models.Q(("status__in", ["draft", "approved", "signed"])),
                        fields=("edition",),
                        name="roll_one_in_work_per_edition",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "published")),
                        fields=("edition",),
                        name="roll_one_published_per_edition",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("corrects", None), ("reason__gt", ""), _connector="OR"),
                        name="roll_correction_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("embargo_by", None), ("embargo_until", None)),
                            models.Q(("embargo_by__isnull", False), ("embargo_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="roll_embargo_paired",
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
            name="ResultBundle",
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
                ("whole", models.FileField(blank=True, upload_to=awards.models.result_bundle.bundle_path)),
                ("whole_sha256", models.CharField(blank=True, max_length=64)),
                ("public", models.FileField(blank=True, upload_to=awards.models.result_bundle.bundle_path)),
                ("public_sha256", models.CharField(blank=True, max_length=64)),
                ("honoured", models.PositiveIntegerField(default=0)),
                ("sheets", models.PositiveIntegerField(default=0)),
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
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="results", to="awards.roll"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "done"), _negated=True),
                            ("whole_sha256__gt", ""),
                            _connector="OR",
                        ),
                        name="result_bundle_done_has_hash",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
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
                ("as_of", models.DateTimeField()),
                ("is_whole", models.BooleanField(default=True)),
                ("content", models.JSONField(default=dict)),
                ("pdf", models.FileField(blank=True, upload_to=awards.models.report.report_path)),
                ("docx", models.FileField(blank=True, upload_to=awards.models.report.report_path)),
                ("page_count", models.PositiveSmallIntegerField(default=0)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="awards.roll",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Paper",
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
                            ("QĐ", "Decision"),
                            ("TTr", "Submission"),
                            ("GM", "Letter of invitation"),
                            ("TB", "Notice"),
                            ("BC", "Report"),
                        ],
                        max_length=3,
                        verbose_name="kind",
                    ),
                ),
                (
                    "issuer",
                    models.CharField(
                        choices=[
                            ("HĐTĐ", "Appraisal council"),
                            ("BTK", "Secretariat"),
                            ("BTC", "Organising committee"),
                        ],
                        max_length=4,
                        verbose_name="issued by",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("numbered", "Numbered"),
                            ("signed", "Signed scan attached"),
                            ("filed", "Filed"),
                            ("void", "Void"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("is_rehearsal", models.BooleanField(default=False)),
                ("subject", models.CharField(max_length=300, verbose_name="subject")),
                ("place", models.CharField(default="Hà Nội", max_length=60, verbose_name="place")),
                ("to", models.TextField(blank=True, verbose_name="addressed to")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("recipients", models.TextField(blank=True, verbose_name="recipients")),
                ("office", models.TextField(verbose_name="office of the signatory")),
                ("signer", models.CharField(blank=True, max_length=100, verbose_name="signatory")),
                ("version", models.PositiveIntegerField(default=1)),
                ("dated", models.DateField(blank=True, null=True, verbose_name="date")),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("number", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="number")),
                ("content", models.JSONField(default=dict)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("scan", models.FileField(blank=True, upload_to="official/")),
                ("scan_name", models.CharField(blank=True, max_length=150)),
                ("scan_type", models.CharField(blank=True, max_length=60)),
                ("scan_sha256", models.CharField(blank=True, max_length=64)),
                ("void_reason", models.TextField(blank=True, verbose_name="reason")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("filed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_by",
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
                        related_name="papers",
                        to="programme.edition",
                    ),
                ),
                (
                    "filed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paper",
                        to="awards.report",
                    ),
                ),
                (
                    "roll",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="awards.roll",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "kind", "issuer", "year", "number"), name="paper_number_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "QĐ"), models.Q(("status", "void"), _negated=True)),
                        fields=("roll",),
                        name="paper_one_decision_per_roll",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("dated", None),
                                ("number", None),
                                ("sha256", ""),
                                ("status", "draft"),
                                ("year", None),
                            ),
                            models.Q(
                                models.Q(("status", "draft"), _negated=True),
                                ("dated__isnull", False),
                                ("number__gt", 0),
                                ("sha256__gt", ""),
                                ("year__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="paper_numbered_has_all",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["signed", "filed"]), _negated=True),
                            models.Q(
                                models.Q(("scan", ""), _negated=True),
                                models.Q(("scan_sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="paper_signed_has_scan",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("filed_at__isnull", False), ("filed_by__isnull", False), ("status", "filed")
                            ),
                            models.Q(
                                models.Q(("status", "filed"), _negated=True),
                                ("filed_at", None),
                                ("filed_by", None),
                            ),
                            _connector="OR",
                        ),
                        name="paper_filed_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "void"), _negated=True),
                            ("void_reason__gt", ""),
                            _connector="OR",
                        ),
                        name="paper_void_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "QĐ"), _negated=True), ("roll__isnull", False), _connector="OR"
                        ),
                        name="paper_decision_has_roll",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CertificateBatch",
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
                ("file", models.FileField(blank=True, upload_to=awards.models.certificates.archive_path)),
                ("sha256", models.CharField(blank=True, max_length=64)),
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
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="certificate_batch",
                        to="awards.roll",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="appeal",
            name="corrected_in",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appeals_settled",
                to="awards.roll",
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="roll",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="appeals", to="awards.roll"
            ),
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
                ("name", models.CharField(max_length=250)),
                ("name_en", models.CharField(blank=True, max_length=250)),
                (
                    "detail",
                    models.CharField(blank=True, help_text="Leaders: position and unit", max_length=250),
                ),
                ("slug", models.SlugField(max_length=200)),
                ("certificate_number", models.CharField(max_length=30)),
                ("verification_code", models.CharField(max_length=16)),
                (
                    "revoked_for",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("fraud", "Fraud in the achievements that were declared"),
                            ("false_file", "False information or a forged file"),
                            ("unlawful_appraisal", "The appraisal was unlawful"),
                            ("wrongdoing", "An authority found wrongdoing in the period that counts"),
                        ],
                        max_length=20,
                        verbose_name="ground",
                    ),
                ),
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
        migrations.AddField(
            model_name="honor",
            name="entry",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="honor", to="awards.rollentry"
            ),
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
                (
                    "variant",
                    models.CharField(
                        choices=[("screen", "For the screen"), ("print", "For the printer")],
                        default="screen",
                        max_length=6,
                        verbose_name="made for",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("pages", "The honourees' pages are made"),
                            ("frame", "Contents, indexes and openers are set"),
                            ("binding", "The book is bound"),
                        ],
                        default="pages",
                        max_length=8,
                    ),
                ),
                ("file", models.FileField(blank=True, upload_to=awards.models.yearbook.book_path)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("page_count", models.PositiveIntegerField(default=0)),
                ("faults", models.JSONField(blank=True, default=list)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("head_start", models.PositiveIntegerField(default=0)),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                (
                    "variant",
                    models.CharField(
                        choices=[("screen", "For the screen"), ("print", "For the printer")], max_length=6
                    ),
                ),
                ("content_hash", models.CharField(max_length=64)),
                (
                    "status",
                    models.CharField(
                        choices=[("queued", "Waiting"), ("ready", "Ready"), ("failed", "Failed")],
                        default="queued",
                        max_length=6,
                    ),
                ),
                ("file", models.FileField(blank=True, upload_to=awards.models.yearbook.part_path)),
                ("content", models.JSONField(blank=True, default=dict)),
                ("page_count", models.PositiveSmallIntegerField(default=0)),
                ("duration", models.PositiveIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
                ("ordered_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("made_at", models.DateTimeField(blank=True, null=True)),
                (
                    "nomination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="yearbook_parts",
                        to="nominations.nomination",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("nomination", "variant", "content_hash"), name="yearbook_part_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "ready"), _negated=True), ("file__gt", ""), _connector="OR"
                        ),
                        name="yearbook_part_ready_has_file",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Accreditation",
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
                            ("requested", "Waits for a decision"),
                            ("accepted", "Accredited"),
                            ("declined", "Declined"),
                        ],
                        default="requested",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("outlet", models.CharField(max_length=160, verbose_name="press outlet")),
                ("full_name", models.CharField(max_length=120, verbose_name="full name")),
                ("press_card", models.CharField(max_length=40, verbose_name="number of the press card")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="telephone")),
                (
                    "equipment",
                    models.CharField(blank=True, max_length=300, verbose_name="equipment and needs"),
                ),
                ("language", models.CharField(default="vi", max_length=2)),
                ("requested_at", models.DateTimeField()),
                ("badge", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="badge")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accreditations",
                        to="programme.edition",
                    ),
                ),
            ],
            options={
                "ordering": ["outlet", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "email"), name="accreditation_once_per_address"
                    ),
                    models.UniqueConstraint(fields=("edition", "badge"), name="accreditation_badge_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None)),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="accreditation_decided_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "accepted"), _negated=True),
                            ("badge__isnull", False),
                            _connector="OR",
                        ),
                        name="accreditation_has_badge",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "declined"), _negated=True),
                            ("reason__gt", ""),
                            _connector="OR",
                        ),
                        name="accreditation_refusal_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AppealExpert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("admitted_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "admitted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="experts",
                        to="awards.appeal",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("appeal", "user"),
                        name="appeal_expert_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by", None)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="appeal_expert_ended_paired",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(fields=["edition", "status"], name="complaint_inbox"),
        ),
        migrations.AddConstraint(
            model_name="noticeline",
            constraint=models.UniqueConstraint(fields=("notice", "nomination"), name="notice_line_once"),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.UniqueConstraint(fields=("nomination", "roll"), name="appeal_once_per_version"),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("corrected_in__isnull", False), ("status", "corrected")),
                    models.Q(models.Q(("status", "corrected"), _negated=True), ("corrected_in", None)),
                    _connector="OR",
                ),
                name="appeal_corrected_names_the_version",
            ),
        ),
    ]
