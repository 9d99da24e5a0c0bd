from dataclasses import replace

import pytest

from practicum.competency.api import (
    Capability,
    Framework,
    Mapping,
    MappingKind,
    domain_of,
    find_capability,
    framework_faults,
    map_capability,
    published_faults,
    published_framework,
)
from practicum.kernel.errors import Refusal


@pytest.fixture
def framework() -> Framework:
    found = published_framework("finops-2026")
    assert found is not None
    return found


def test_the_published_edition_has_4_domains_and_22_capabilities(framework):
    # FinOps Framework 2026: 4 domains of 4, 5, 5 and 8 capabilities.
    assert {domain.key: len(domain.capabilities) for domain in framework.domains} == {
        "understand": 4,
        "quantify": 5,
        "optimize": 5,
        "manage": 8,
    }
    assert framework_faults(framework) == ()


def test_the_edition_before_had_22_capabilities_and_each_leads_somewhere(framework):
    old = [row.from_name for row in framework.mapping if row.from_name is not None]
    assert len(old) == 22
    for name in old:
        assert map_capability(framework, name)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Benchmarking", "kpis-benchmarking"),
        ("Architecting for Cloud", "architecting-workload-placement"),
        ("Onboarding Workloads", "architecting-workload-placement"),
        ("Cloud Sustainability", "sustainability"),
        ("Workload Optimization", "usage-optimization"),
        ("Cloud Policy & Governance", "governance-policy-risk"),
        ("cloud policy and governance", "governance-policy-risk"),
        ("FinOps Tools & Services", "automation-tools-services"),
        ("Practice Operations", "practice-operations"),
    ],
)
def test_an_old_name_maps_to_its_new_capability(framework, old, new):
    assert [capability.key for capability in map_capability(framework, old)] == [new]


def test_a_split_capability_maps_to_all_its_parts_in_order(framework):
    row = Mapping(from_name="Everything", to_keys=("budgeting", "allocation"), kind=MappingKind.RENAMED)
    split = replace(framework, mapping=(row,))
    assert [capability.key for capability in map_capability(split, "everything")] == ["budgeting", "allocation"]


def test_lookups_find_the_capability_and_its_domain(framework):
    assert find_capability(framework, "unit-economics").name == "Unit Economics"
    assert domain_of(framework, "unit-economics").key == "quantify"


def test_unknown_names_are_refused_with_what_to_use(framework):
    with pytest.raises(Refusal) as lookup:
        domain_of(framework, "alocation")
    assert lookup.value.code == "unknown_capability"
    assert "allocation" in lookup.value.mend
    with pytest.raises(Refusal) as mapping:
        map_capability(framework, "FinOps")
    assert mapping.value.code == "unknown_old_name"


def test_faults_name_the_place(framework):
    first = framework.domains[0]
    twice = replace(first, capabilities=(*first.capabilities, first.capabilities[0]))
    stray = replace(first, capabilities=(replace(first.capabilities[0], domain_key="manage"), *first.capabilities[1:]))

    def paths(changed: Framework) -> list[tuple[str | int, ...]]:
        return [fault.path for fault in framework_faults(changed)]

    rest = framework.domains[1:]
    assert paths(replace(framework, domains=(twice, *rest))) == [("domains", 0, "capabilities", 4, "key")]
    assert paths(replace(framework, domains=(stray, *rest))) == [("domains", 0, "capabilities", 0, "domain_key")]
    assert ("domains", 4, "key") in paths(replace(framework, domains=(*framework.domains, first)))


@pytest.mark.parametrize(
    ("row", "last"),
    [
        (Mapping(from_name="Old", to_keys=("nowhere",), kind=MappingKind.RENAMED), ("to", 0)),
        (Mapping(from_name="Old", to_keys=(), kind=MappingKind.RENAMED), ("to",)),
        (Mapping(from_name="Old", to_keys=("allocation",), kind=MappingKind.NEW), ("kind",)),
        (Mapping(from_name=None, to_keys=("allocation",), kind=MappingKind.KEPT), ("kind",)),
        (Mapping(from_name="Allocation", to_keys=("allocation",), kind=MappingKind.KEPT), ("from",)),
    ],
)
def test_a_faulty_mapping_row_is_found(framework, row, last):
    changed = replace(framework, mapping=(*framework.mapping, row))
    assert [fault.path for fault in framework_faults(changed)] == [("mapping", 23, *last)]


def test_a_capability_that_no_row_reaches_is_found(framework):
    changed = replace(framework, mapping=framework.mapping[1:])
    assert ["data-ingestion" in fault.message for fault in framework_faults(changed)] == [True]


def test_a_copy_may_explain_but_not_redefine_a_published_edition(framework):
    first = framework.domains[0]

    def with_first(**changes: str) -> Framework:
        capability = replace(first.capabilities[0], **changes)
        return replace(
            framework,
            domains=(replace(first, capabilities=(capability, *first.capabilities[1:])), *framework.domains[1:]),
        )

    assert published_faults(with_first(summary="In our own words."), framework) == ()
    assert [f.path[-1] for f in published_faults(with_first(name="Ingestion"), framework)] == ["name"]
    assert [f.path[-1] for f in published_faults(with_first(key="ingest"), framework)] == ["key", "domains"]
    moved = replace(
        framework,
        domains=(
            first,
            replace(
                framework.domains[1],
                capabilities=(Capability(key="assessment", name="Assessment", summary="x", domain_key="quantify"),),
            ),
        ),
    )
    assert "belongs to the domain 'manage'" in published_faults(moved, framework)[0].message
