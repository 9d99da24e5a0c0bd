"""Addresses of this room."""

from django.urls import URLPattern, path

from practicum.labs.views import bench, bills, corrections, rationales, results

app_name = "labs"
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
    path("labs/start/<key:key>/", bench.start, name="start"),
    path("labs/<code:code>/", bench.workbench, name="workbench"),
    path("labs/<code:code>/check/", bench.check, name="check"),
    path("labs/<code:code>/hints/", bench.hint, name="hint"),
    path("labs/<code:code>/submissions/<int:number>/", bench.feedback, name="feedback"),
    path("labs/<code:code>/points/", results.points, name="points"),
    path("labs/<code:code>/data.parquet", bench.download, {"kind": "parquet"}, name="parquet"),
    path("labs/<code:code>/data.csv", bench.download, {"kind": "csv"}, name="csv"),
    path("labs/<code:code>/tables/<slug:table>.csv", bench.download, {"kind": "csv"}, name="table_csv"),
    path("labs/<code:code>/tables/<slug:table>.parquet", bench.download, {"kind": "parquet"}, name="table_parquet"),
]
