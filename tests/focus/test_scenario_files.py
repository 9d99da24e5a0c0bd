"""Scenario files: what is wrong in one is refused with its place."""

from importlib import resources

import pytest

from practicum.focus.simulate.scenarios_reading import company_of, parse_scenario, scenario_names
from practicum.kernel.errors import Refusal

BASELINE = resources.files("practicum.focus.simulate.scenarios").joinpath("baseline.toml").read_text(encoding="utf-8")


def test_each_file_bears_its_own_name():
    assert [company_of(name).scenario.name for name in scenario_names()] == list(scenario_names())


def test_an_issuer_of_the_scenario_stands_for_the_providers_own():
    company = parse_scenario(
        BASELINE.replace('key = "fjord"\nshare', 'key = "fjord"\nissuer = "Resale"\nshare', 1), source="x"
    )
    assert [provider.issuer for provider in company.providers] == ["Resale", "Larch Cloud Services Inc."]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('company = "', 'kompany = "', "company: Field required"),
        ("share = 60", "share = 60\nweather = 3", "providers.0.weather: Extra inputs are not permitted"),
        ("share = 60", "share = 600", "providers.0.share: Input should be less than or equal to 100"),
        ("[planted]", "[planted", "Expected"),
        ('key = "larch"', 'key = "lark"', "providers: there is no provider lark"),
        ("production = 62", "production = 60", "environments: the percents do not add up to 100"),
        ("production = 62", "sandbox = 62", "environments: production is missing"),
        ('unit = "logistics"', 'unit = "logics"', "products: delivery belongs to the unknown unit logics"),
        ("shared = true\n", "", "products: platform needs shared and method together"),
        ('method = "proportional"', 'method = "fixed"', "products: the shares of platform are of unknown units"),
        ('metric = "orders"\n', "", "products: checkout has no metric"),
        ('provider = "fjord"', 'provider = "basalt"', "commitments: the unknown provider basalt"),
        ('service = "Monitoring"', 'service = "Watching"', "planted.anomalies: the unknown service Watching"),
        ('kind = "surge"', 'kind = "tokens"', "planted.anomalies: A debug flag logs every request needs tokens"),
        (
            "[planted]",
            '[[migrations]]\nproduct = "checkout"\nsource = "fjord"\ntarget = "larch"\nstart = 0.6\nend = 0.5\n[planted]',
            "migrations: checkout from fjord to larch",
        ),
        (
            "[planted]",
            '[[tokens]]\nproduct = "checkout"\nprovider = "fjord"\nmodel = "m"\nrequests_a_day = 1\ninput_tokens = 1\n'
            "output_tokens = 1\ncached_percent = 0\nfailed_per_thousand = 0\n[planted]",
            "tokens: checkout with m of fjord",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(old, new, said):
    assert old in BASELINE
    with pytest.raises(Refusal) as refusal:
        parse_scenario(BASELINE.replace(old, new, 1), source="mine.toml")
    assert refusal.value.code == "bad_scenario"
    assert refusal.value.message.startswith(f"mine.toml: {said}")
    assert refusal.value.mend
