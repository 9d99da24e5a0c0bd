"""Addresses of this room."""

from django.urls import URLPattern, path, re_path

from practicum.credentials.views import awards, holder, public

app_name = "credentials"
urlpatterns: list[URLPattern] = [
    path(".well-known/did.json", public.did_json, name="did"),
    path("did.json", public.did_json),  # where a did:web with a path is looked for
    path("keys/<key:name>", public.key_json, name="key"),
    re_path(r"^status/(?P<purpose>revocation|suspension)$", public.status_json, name="status"),
    path("log/checkpoint", public.checkpoint, name="checkpoint"),
    path("achievements/<key:programme>/<str:number>", public.achievement, name="achievement"),
    path("achievements/<key:programme>/<str:number>/seal.svg", public.seal, name="seal"),
    path("credentials/<code:code>.json", public.credential_json, name="credential_json"),
    path("credentials/<code:code>/proof.json", public.proof_json, name="proof_json"),
    path("credentials/", holder.own, name="own"),
    path("credentials/<code:code>/", holder.credential, name="credential"),
    path("credentials/<code:code>/listing/", holder.listing, name="listing"),
    path("credentials/<code:code>/download.json", holder.download_json, name="download_json"),
    path("credentials/<code:code>/download.svg", holder.download_svg, name="download_svg"),
    path("credentials/<code:code>/certificate.pdf", holder.download_pdf, name="download_pdf"),
    path("awards/", awards.queue, name="awards"),
    path("awards/candidates/<code:code>/", awards.candidate, name="candidate"),
    path("awards/<code:code>/", awards.award, name="award"),
    path("awards/<code:code>/issue/", awards.issue, name="issue"),
    path("awards/keys/", awards.keys, name="keys"),
    path("awards/keys/<key:name>/compromised/", awards.compromise, name="compromise"),
]
