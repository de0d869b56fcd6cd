"""Addresses of the doctor's desk."""

from django.urls import URLPattern, path

from articles.views import deputy, desk, leave, queue, readers_words, record, signing_links, spelling

urlpatterns: list[URLPattern] = [
    path("", queue.queue, name="desk"),
    path("<int:pk>/", desk.article, name="desk_article"),
    path("<int:pk>/comment/", desk.comment, name="desk_comment"),
    path("<int:pk>/withdraw-name/", desk.withdraw_name, name="desk_withdraw_name"),
    path("<int:pk>/readers/", readers_words.written, name="desk_readers"),
    path("<int:pk>/read-again/", queue.read_again, name="desk_read_again"),
    path("for/<int:pk>/", deputy.text, name="desk_deputy"),
    path("for/<int:pk>/comment/", deputy.comment, name="desk_deputy_comment"),
    path("for/<int:pk>/take-over/", deputy.take_over, name="desk_take_over"),
    path("leave/", leave.leave, name="desk_leave"),
    path("leave/end/", leave.end, name="desk_leave_end"),
    path("spelling/", spelling.spelling, name="desk_spelling"),
    path("record/", record.record, name="desk_record"),
    path("record.json", record.record_json, name="desk_record_json"),
    path("record.csv", record.record_csv, name="desk_record_csv"),
    path("<int:pk>/revoke-link/", signing_links.revoke, name="desk_revoke_link"),
    path("link/", signing_links.door, name="signing_link"),
    path("link/done/", signing_links.done, name="signing_link_done"),
    path("link/<int:pk>/", signing_links.text, name="signing_link_text"),
    path("link/<int:pk>/comment/", signing_links.comment, name="signing_link_comment"),
    path("link/<int:pk>/close/", signing_links.close, name="signing_link_close"),
]
