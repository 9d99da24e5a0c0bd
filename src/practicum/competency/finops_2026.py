"""The FinOps Framework as published in 2026: 4 domains, 22 capabilities, and the way from the names of 2025.

Source: FinOps Foundation, FinOps Framework 2026 (finops.org/insights/2026-finops-framework, 2026-03-19), CC BY 4.0;
the summaries are paraphrased. Changes of name: the same page, and synyega.com of 2026-04-08.
"""

from datetime import date

from practicum.competency.models import Capability, Domain, Framework, Mapping, MappingKind


def _domain(key: str, name: str, summary: str, *rows: tuple[str, str, str]) -> Domain:
    return Domain(
        key=key,
        name=name,
        summary=summary,
        capabilities=tuple(
            Capability(key=capability, name=title, summary=text, domain_key=key) for capability, title, text in rows
        ),
    )


def _row(from_name: str | None, to_key: str, kind: MappingKind = MappingKind.KEPT) -> Mapping:
    return Mapping(from_name=from_name, to_keys=(to_key,), kind=kind)


FINOPS_2026 = Framework(
    key="finops-2026",
    published_date=date(2026, 3, 19),
    source="FinOps Foundation, FinOps Framework 2026, CC BY 4.0, paraphrased",
    domains=(
        _domain(
            "understand",
            "Understand Usage & Cost",
            "Know what is used, what it costs and who owns it.",
            (
                "data-ingestion",
                "Data Ingestion",
                "Bring billing, usage, contract and utilisation feeds into one store.",
            ),
            ("allocation", "Allocation", "Give every unit of cost an owner, shared cost included."),
            ("reporting-analytics", "Reporting & Analytics", "Answer each persona's cost questions when they need it."),
            ("anomaly-management", "Anomaly Management", "Find, route, size and close unexpected spend."),
        ),
        _domain(
            "quantify",
            "Quantify Business Value",
            "Set cost against plans and against what the business gets for it.",
            ("planning-estimating", "Planning & Estimating", "Price workloads before they run."),
            ("forecasting", "Forecasting", "Model future spend from the trend and from plans."),
            ("budgeting", "Budgeting", "Set, track and re-set funding limits."),
            ("kpis-benchmarking", "KPIs & Benchmarking", "Choose measures and compare teams and peers by them."),
            ("unit-economics", "Unit Economics", "Tie cost to a business output."),
        ),
        _domain(
            "optimize",
            "Optimize Usage & Cost",
            "Use less, pay less for what is used, and design for both.",
            (
                "architecting-workload-placement",
                "Architecting & Workload Placement",
                "Design, onboard and migrate for cost, and choose where a workload runs.",
            ),
            ("usage-optimization", "Usage Optimization", "Size to need, schedule, and remove waste."),
            (
                "rate-optimization",
                "Rate Optimization",
                "Lower the price paid: commitments, negotiation, spare capacity.",
            ),
            ("licensing-saas", "Licensing & SaaS", "Manage seats, entitlements and licences brought along."),
            ("sustainability", "Sustainability", "Measure carbon and weigh it beside cost."),
        ),
        _domain(
            "manage",
            "Manage the FinOps Practice",
            "Run the practice: people, rules, tools and its place in the organisation.",
            (
                "executive-strategy-alignment",
                "Executive Strategy Alignment",
                "Bring trade-offs of spend into the organisation's strategy.",
            ),
            ("practice-operations", "Practice Operations", "Run and grow the team."),
            (
                "governance-policy-risk",
                "Governance, Policy & Risk",
                "Set rules, guardrails and ways to except from them.",
            ),
            ("assessment", "Assessment", "Score the maturity of each capability."),
            ("automation-tools-services", "Automation, Tools & Services", "Build or buy the tooling, and automate."),
            ("education-enablement", "Education & Enablement", "Train every persona for its part."),
            ("invoicing-chargeback", "Invoicing & Chargeback", "Reconcile invoices and post cost to the ledgers."),
            (
                "intersecting-disciplines",
                "Intersecting Disciplines",
                "Work with asset, financial and service management, and with security.",
            ),
        ),
    ),
    mapping=(
        _row("Data Ingestion", "data-ingestion"),
        _row("Allocation", "allocation"),
        _row("Reporting & Analytics", "reporting-analytics"),
        _row("Anomaly Management", "anomaly-management"),
        _row("Planning & Estimating", "planning-estimating"),
        _row("Forecasting", "forecasting"),
        _row("Budgeting", "budgeting"),
        _row("Benchmarking", "kpis-benchmarking", MappingKind.RENAMED),
        _row("Unit Economics", "unit-economics"),
        _row("Architecting for Cloud", "architecting-workload-placement", MappingKind.MERGED),
        _row("Onboarding Workloads", "architecting-workload-placement", MappingKind.MERGED),
        _row("Workload Optimization", "usage-optimization", MappingKind.RENAMED),
        _row("Rate Optimization", "rate-optimization"),
        _row("Licensing & SaaS", "licensing-saas"),
        _row("Cloud Sustainability", "sustainability", MappingKind.RENAMED),
        _row("FinOps Practice Operations", "practice-operations"),
        _row("Cloud Policy & Governance", "governance-policy-risk", MappingKind.RENAMED),
        _row("FinOps Assessment", "assessment"),
        _row("FinOps Tools & Services", "automation-tools-services", MappingKind.RENAMED),
        _row("FinOps Education & Enablement", "education-enablement"),
        _row("Invoicing & Chargeback", "invoicing-chargeback"),
        _row("Intersecting Disciplines", "intersecting-disciplines"),
        _row(None, "executive-strategy-alignment", MappingKind.NEW),
    ),
)
