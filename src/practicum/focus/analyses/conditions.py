"""Which rows: conditions in SQL that the analyses share, each with one meaning."""

ALL = "true"
USAGE = "\"ChargeCategory\" = 'Usage'"
PURCHASE = "\"ChargeCategory\" = 'Purchase'"
COMMITTED = f'{USAGE} AND "CommitmentDiscountStatus" IS NOT NULL'
USED = f"{USAGE} AND \"CommitmentDiscountStatus\" = 'Used'"
UNUSED = f"{USAGE} AND \"CommitmentDiscountStatus\" = 'Unused'"
NOT_UNUSED = f"{USAGE} AND coalesce(\"CommitmentDiscountStatus\", '') <> 'Unused'"
# What a commitment could have covered: usage that is neither spot nor the unused part of a commitment.
ELIGIBLE = f"{NOT_UNUSED} AND coalesce(\"PricingCategory\", '') <> 'Dynamic'"
UNTAGGED = f'{USAGE} AND ("Tags" IS NULL OR regexp_full_match(trim("Tags"), \'(\\{{\\s*\\}})?\'))'
CHARGE_DAY = 'CAST("ChargePeriodStart" AS DATE)'
CHARGE_MONTH = "CAST(date_trunc('month', \"ChargePeriodStart\") AS DATE)"
BILLING_MONTH = "CAST(date_trunc('month', \"BillingPeriodStart\") AS DATE)"
