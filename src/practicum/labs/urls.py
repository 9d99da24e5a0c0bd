"""Addresses of this room."""

from django.urls import URLPattern, path

from practicum.labs.views import bench, bills, cohort_bills, corrections, downloads, query, rationales, results

app_name = "labs"
# Formats of all tables in one file, and of each table.
ALL = ("zip", "xlsx", "duckdb")
EACH = ("csv", "parquet", "xlsx")
urlpatterns: list[URLPattern] = [
    path("labs/", bench.index, name="index"),
    path("labs/bills/", bills.bills, name="bills"),
    path("labs/bills/<key:sha256>/", bills.bill, name="bill"),
    path("labs/bills/<key:sha256>/use/", bills.choose, name="choose_bill"),
    path("labs/corrections/", corrections.corrections, name="corrections"),
    path("labs/corrections/of/<key:key>/", corrections.draw_up, name="draw_up"),
    path("labs/corrections/<code:code>/", corrections.correction, name="correction"),
    path("labs/rationales/<code:code>/", rationales.rationale, name="rationale"),
    path("labs/cohorts/<code:code>/", results.cohort, name="cohort"),
    path("labs/cohorts/<code:code>/bills/", cohort_bills.bills, name="cohort_bills"),
    path("labs/cohort-bills/<code:code>/", cohort_bills.bill, name="cohort_bill"),
    path("labs/cohort-bills/<code:code>/progress/", cohort_bills.progress, name="keeping_progress"),
    path("labs/cohort-bills/<code:code>/give-up/", cohort_bills.give_up, name="give_up_keeping"),
    path("labs/cohort-bills/<code:code>/compute/", cohort_bills.compute, name="compute_cohort_labs"),
    path("labs/cohort-bills/<code:code>/delete/", cohort_bills.delete, name="delete_cohort_bill"),
    path("labs/cohort-bills/<code:code>/labs/<key:key>/", cohort_bills.lab, name="cohort_lab"),
    path("labs/start/<key:key>/", bench.start, name="start"),
    path("labs/<code:code>/", bench.workbench, name="workbench"),
    path("labs/<code:code>/check/", bench.check, name="check"),
    path("labs/<code:code>/hints/", bench.hint, name="hint"),
    path("labs/<code:code>/submissions/<int:number>/", bench.feedback, name="feedback"),
    path("labs/<code:code>/points/", results.points, name="points"),
    path("labs/<code:code>/query/", query.query, name="query"),
    path("labs/<code:code>/chart/", query.chart, name="chart"),
    path("labs/<code:code>/draft/", query.draft, name="draft"),
    path("labs/<code:code>/data.parquet", downloads.one_table, {"kind": "parquet"}, name="parquet"),
    path("labs/<code:code>/data.csv", downloads.one_table, {"kind": "csv"}, name="csv"),
    *(path(f"labs/<code:code>/data.{kind}", downloads.all_tables, {"kind": kind}, name=kind) for kind in ALL),
    *(
        path(f"labs/<code:code>/tables/<slug:table>.{kind}", downloads.one_table, {"kind": kind}, name=f"table_{kind}")
        for kind in EACH
    ),
]
