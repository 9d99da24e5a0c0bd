"""Addresses of this room: `/apply/` for applicants, `/reviews/` for reviewers, `/admissions/` for those who decide."""

from django.urls import URLPattern, path

from practicum.admissions.views import applicant, deciding, officer, officer_reviews, reviewer

app_name = "admissions"
urlpatterns: list[URLPattern] = [
    path("apply/", applicant.overview, name="overview"),
    path("apply/start/", applicant.start, name="start"),
    path("apply/<code:code>/", applicant.application, name="application"),
    path("apply/<code:code>/check/", applicant.check, name="check"),
    path("apply/<code:code>/answer/", applicant.answer, name="answer"),
    path("apply/<code:code>/withdraw/", applicant.withdraw, name="withdraw"),
    path("apply/<code:code>/accommodation/", applicant.accommodation, name="accommodation"),
    path("apply/<code:code>/<key:key>/", applicant.step, name="step"),
    path("admissions/", officer.applications, name="list"),
    path("admissions/import/", officer.imports, name="import"),
    path("admissions/import/template.csv", officer.import_template, name="import_template"),
    path("admissions/<code:code>/", officer.application, name="review"),
    path("admissions/<code:code>/start-review/", officer.review, name="start_review"),
    path("admissions/<code:code>/decide/", deciding.decide, name="decide"),
    path("admissions/<code:code>/reviews/", officer_reviews.reviews, name="reviews_of"),
    path("admissions/<code:code>/reviews/add/", officer_reviews.add, name="add_reviewer"),
    path("admissions/<code:code>/reviews/<code:review>/reassign/", officer_reviews.reassign, name="reassign_review"),
    path("reviews/", reviewer.reviews, name="reviews"),
    path("reviews/<code:code>/", reviewer.review, name="review_form"),
    path("reviews/<code:code>/recuse/", reviewer.recuse, name="recuse_review"),
    path("admissions/<code:code>/withdraw/", officer.withdraw, name="withdraw_for"),
]
