"""The tables of a simulation: their columns, types and meanings. The reference page is made of this."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pyarrow as pa

from practicum.focus.simulate.columns import DECIMAL, SCHEMA, TEXT, TIME

FOCUS_DATASETS = ("cost_and_usage", "contract_commitment", "invoice_detail", "billing_period")
_TYPES = {
    "text": pa.string(),
    "date": pa.date32(),
    "time": TIME,
    "integer": pa.int64(),
    "amount": DECIMAL,
    "flag": pa.bool_(),
}


@dataclass(frozen=True)
class TableColumn:
    """A column: its name, its kind (text, date, time, integer, amount, flag) and what it means."""

    name: str
    kind: str
    meaning: str = ""


def _focus(text: str, *, amounts: Sequence[str] = (), times: Sequence[str] = ()) -> tuple[TableColumn, ...]:
    return tuple(
        TableColumn(name, "amount" if name in amounts else "time" if name in times else "text") for name in text.split()
    )


def _side(text: str) -> tuple[TableColumn, ...]:
    lines = (line.split(maxsplit=2) for line in text.strip().splitlines())
    return tuple(TableColumn(name, kind, meaning) for name, kind, meaning in lines)


_KIND_OF = {TEXT: "text", pa.string(): "text", TIME: "time", DECIMAL: "amount", pa.int64(): "integer"}

COLUMNS_OF: Mapping[str, tuple[TableColumn, ...]] = MappingProxyType(
    {
        "cost_and_usage": tuple(
            TableColumn(
                field.name,
                _KIND_OF[field.type],
                {
                    "x_ChargeId": "identifies the row",
                    "x_DeliveredAt": "when the row came with an export; usually 8 hours after its charge period",
                }.get(field.name, ""),
            )
            for field in SCHEMA
        ),
        "contract_commitment": _focus(
            """BillingCurrency ContractCommitmentApplicability ContractCommitmentBenefitCategory
            ContractCommitmentCategory ContractCommitmentCost ContractCommitmentCreated ContractCommitmentDescription
            ContractCommitmentDiscountPercentage ContractCommitmentDurationType ContractCommitmentFulfillmentInterval
            ContractCommitmentId ContractCommitmentLastUpdated ContractCommitmentLifecycleStatus
            ContractCommitmentModel ContractCommitmentOfferCategory ContractCommitmentPaymentInterval
            ContractCommitmentPaymentModel ContractCommitmentPaymentUpfrontPercentage ContractCommitmentPeriodEnd
            ContractCommitmentPeriodStart ContractCommitmentQuantity ContractCommitmentType ContractCommitmentUnit
            ContractId ContractPeriodEnd ContractPeriodStart InvoiceIssuerName PricingCurrency
            PricingCurrencyContractCommitmentCost ServiceProviderName""",
            amounts=(
                "ContractCommitmentCost",
                "ContractCommitmentDiscountPercentage",
                "ContractCommitmentPaymentUpfrontPercentage",
                "ContractCommitmentQuantity",
                "PricingCurrencyContractCommitmentCost",
            ),
            times=(
                "ContractCommitmentCreated",
                "ContractCommitmentLastUpdated",
                "ContractCommitmentPeriodEnd",
                "ContractCommitmentPeriodStart",
                "ContractPeriodEnd",
                "ContractPeriodStart",
            ),
        ),
        "invoice_detail": _focus(
            """BilledCost BillingAccountId BillingCurrency BillingPeriodEnd BillingPeriodStart ChargeCategory
            InvoiceDetailCreated InvoiceDetailDescription InvoiceDetailGrain InvoiceDetailId InvoiceDetailLastUpdated
            InvoiceId InvoiceIssueDate InvoiceIssueStatus InvoiceIssuerName PaymentCurrency PaymentCurrencyBilledCost
            PaymentCurrencyInvoiceDetailId PaymentDueDate PaymentTerms PurchaseOrderNumber ReferenceInvoiceId""",
            amounts=("BilledCost", "PaymentCurrencyBilledCost"),
            times=(
                "BillingPeriodEnd",
                "BillingPeriodStart",
                "InvoiceDetailCreated",
                "InvoiceDetailLastUpdated",
                "InvoiceIssueDate",
                "PaymentDueDate",
            ),
        ),
        "billing_period": _focus(
            """BillingPeriodCreated BillingPeriodEnd BillingPeriodLastUpdated BillingPeriodStart BillingPeriodStatus
            InvoiceIssuerName""",
            times=("BillingPeriodCreated", "BillingPeriodEnd", "BillingPeriodLastUpdated", "BillingPeriodStart"),
        ),
        "organisation": _side("""
            sub_account_id text SubAccountId of cost_and_usage
            sub_account_name text its name
            provider text ServiceProviderName of cost_and_usage
            product text the product that owns it; empty where several live in it and only tags tell
            business_unit text the unit of that product; empty likewise
            cost_centre text where its costs are posted
            owner_email text who answers for it
            environment text production, staging, development or sandbox
            is_shared flag a pool of shared cost, see shared_cost_keys
        """),
        "tag_policy": _side("""
            tag_key text a key that the company uses
            allowed_value text one value that may stand; empty: any value
            required flag every resource that can be tagged needs the key
        """),
        "shared_cost_keys": _side("""
            pool text the shared product whose cost is split
            business_unit text a unit that takes part
            method text proportional (to the unit's own effective cost), even, or fixed
            share_percent amount the unit's part, where the method is fixed
        """),
        "budgets": _side("""
            month date first day of the month
            business_unit text the unit
            product text the product
            amount amount what the effective cost may be
        """),
        "forecasts": _side("""
            made_on date when the forecast was made; there are several for a month
            month date first day of the month that it is for
            business_unit text the unit
            product text the product
            amount amount the effective cost that is expected
        """),
        "units_of_business": _side("""
            day date the day
            product text the product
            metric text what is counted
            quantity integer how many
        """),
        "telemetry": _side("""
            resource_id text ResourceId of cost_and_usage
            day date the day; monitoring keeps the last 14 of the window
            cpu_mean_percent amount mean use of the processors; empty for disks
            cpu_p95_percent amount 95th percentile of it
            memory_p95_percent amount 95th percentile of the use of memory
            requests integer requests served; empty for disks
            attached flag whether a disk is attached to a machine; empty for machines
        """),
        "carbon": _side("""
            month date first day of the month
            provider text ServiceProviderName of cost_and_usage
            region_id text RegionId of cost_and_usage
            service_category text ServiceCategory of cost_and_usage
            kwh amount electricity, with the overhead of the data centre
            kg_co2e amount emissions of it, by location
        """),
        "licences": _side("""
            month date first day of the month
            vendor text ServiceProviderName of cost_and_usage
            product_name text ServiceName of cost_and_usage
            business_unit text the unit that has the seats
            purchased integer seats paid for
            assigned integer seats given to a person
            active_users integer people who used it in the month
            unit_price amount of a seat and month
            renews_on date when the agreement renews
        """),
        "token_usage": _side("""
            day date the day
            product text the product
            model text the language model
            input_tokens integer tokens asked that were not in the cache
            cached_tokens integer tokens asked that were
            output_tokens integer tokens answered
            requests integer calls, failed ones included
            failed_requests integer calls that failed; their tokens are billed
        """),
        "ledger_journal": _side("""
            posted_on date when it was posted
            month date first day of the month that it is for
            cost_centre text the cost centre
            account text the account of the general ledger
            amount amount what was posted
            memo text what the accountant wrote
        """),
        "price_list": _side("""
            sku_id text SkuId of cost_and_usage
            meter text SkuMeter of cost_and_usage
            unit text PricingUnit of cost_and_usage
            region_id text RegionId of cost_and_usage; empty where the price holds everywhere
            list_unit_price amount ListUnitPrice of cost_and_usage
        """),
        "commitment_offers": _side("""
            provider text ServiceProviderName of cost_and_usage
            offer text the kind of commitment
            term_months integer how long it binds
            payment text upfront, partial or monthly
            discount_percent amount off list price
            eligible_category text ServiceCategory that it covers
        """),
        "options": _side("""
            workload text what is planned
            option text one way to do it
            component text a part of that way
            unit text what is counted
            quantity amount how many a month
            unit_price amount of one
            one_off_cost amount paid once, for instance to migrate
            duration_months integer how long the plan looks
        """),
        "benchmarks": _side("""
            kpi text the measure
            peer_group text who was asked (an invented group)
            lower_quartile amount a quarter of the peers lie below
            median amount half of them
            upper_quartile amount three quarters
        """),
        "assessments": _side("""
            capability text one of the 22 capabilities of the FinOps Framework
            scope text what was looked at
            assessed_on date when
            assessor text who
            score integer maturity from 0 to 4
            target integer the score that the company wants
            weight integer how much it matters, from 1 to 3
        """),
        "trainings": _side("""
            persona text a persona of the FinOps Framework
            business_unit text the unit
            course text the course
            enrolled integer people who began
            completed integer people who finished
            month date first day of the month
        """),
        "initiatives": _side("""
            initiative text what is done
            capability text the capability that it belongs to
            owner text who leads it
            effort_days integer days of work
            expected_saving_month amount what it should save in a month
            actual_saving_month amount what it saves; empty while it is not finished
            raised_on date when it was proposed
            started_on date when work began
            finished_on date when it was done
            state text proposed, started, finished or dropped
        """),
        "policy_exceptions": _side("""
            exception text its number
            policy text the rule that need not be kept
            resource_id text ResourceId of cost_and_usage
            granted_on date from when
            expires_on date until when
            approver text who allowed it
            reason text why
        """),
        "automations": _side("""
            automation text what runs by itself
            runs integer runs in the window
            failures integer runs that failed
            minutes_saved_a_run integer work that a good run spares
            cost_month amount what it costs in a month
            tool text what it runs on
        """),
        "hardware_assets": _side("""
            asset text its number
            kind text what it is
            data_centre text where it stands
            bought_on date when it was bought
            purchase_cost amount for how much
            life_months integer over how long it is written off, in a straight line
            power_kw amount what it draws
            business_unit text who uses it
        """),
    }
)


def schema_of(table: str) -> pa.Schema:
    """The Arrow schema of a table; texts of cost_and_usage are plain here."""
    return pa.schema([(column.name, _TYPES[column.kind]) for column in COLUMNS_OF[table]])


def table_of(name: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """A table from rows that name each of its columns."""
    schema = schema_of(name)
    wrong = [row for row in rows if set(row) != set(schema.names)]
    if wrong:
        raise ValueError(f"{name}: {sorted(set(wrong[0]) ^ set(schema.names))}")
    arrays = [pa.array([row[field.name] for row in rows], field.type) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)
