"""Addresses of listening: reports, public comments, appeals, the register of exceptions; the ceremony and the press."""

from django.urls import path

from awards.views import appeals, ceremony, comments, complaining, complaints, exceptions, own_result, press

urlpatterns = [
    # anybody
    path("report/", complaining.report, name="complain"),
    path("report/follow/", complaining.follow, name="follow"),
    path("notice/<slug:edition>/", comments.notice, name="notice"),
    path("notice/<slug:edition>/comment/", comments.write, name="comment"),
    path("notice/<slug:edition>/comment/<int:line>/", comments.write, name="comment"),
    path("comments/<str:code>/", comments.page, name="comment_page"),
    path("press/<slug:edition>/", press.ask, name="press"),
    # the unit
    path("work/results/<slug:reference>/", own_result.own_result, name="own_result"),
    path("work/results/<slug:reference>/appeal/", own_result.appeal, name="appeal_write"),
    path("work/appeal-files/<int:pk>/", appeals.file, name="appeal_file"),
    # the auditor alone
    path("work/<slug:edition>/complaints/", complaints.inbox, name="complaints"),
    path("work/<slug:edition>/complaints/<int:pk>/", complaints.thread, name="complaint"),
    path("work/<slug:edition>/complaints/<int:pk>/move/", complaints.move, name="complaint_move"),
    path("work/<slug:edition>/complaint-files/<int:pk>/", complaints.file, name="complaint_file"),
    path("work/<slug:edition>/exceptions/", exceptions.register, name="exceptions"),
    path("work/<slug:edition>/exceptions/table.xlsx", exceptions.table, name="exceptions_table"),
    # secretariat and auditor
    path("work/<slug:edition>/comments/", comments.desk, name="comments"),
    path("work/<slug:edition>/comments/put-up/", comments.put_up, name="notice_put_up"),
    path("work/<slug:edition>/comments/<int:pk>/", comments.one, name="comment_one"),
    path("work/<slug:edition>/comment-files/<int:pk>/", comments.file, name="comment_file"),
    path("work/<slug:edition>/appeals/", appeals.desk, name="appeals"),
    path("work/<slug:edition>/appeals/<int:pk>/", appeals.one, name="appeal"),
    path("work/<slug:edition>/appeals/<int:pk>/answer/", appeals.answer, name="appeal_answer"),
    path("work/<slug:edition>/appeals/<int:pk>/put/", appeals.put, name="appeal_put"),
    path("work/<slug:edition>/appeals/<int:pk>/experts/", appeals.admit, name="appeal_admit"),
    path(
        "work/<slug:edition>/appeals/<int:pk>/experts/<int:expert>/end/",
        appeals.end,
        name="appeal_expert_end",
    ),
    # the ceremony
    path("work/<slug:edition>/ceremony/", ceremony.lines, name="ceremony"),
    path("work/<slug:edition>/ceremony/seating.xlsx", ceremony.seating, name="seating"),
    path("work/<slug:edition>/ceremony/script.pdf", ceremony.script, name="announcer_script"),
    path("work/<slug:edition>/ceremony/press-kit.zip", ceremony.kit, name="press_kit"),
    path("work/<slug:edition>/press/", press.desk, name="press_desk"),
    path("work/<slug:edition>/press/list.xlsx", press.table, name="press_table"),
    path("work/<slug:edition>/press/<int:pk>/decide/", press.decide, name="press_decide"),
]
