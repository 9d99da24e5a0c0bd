"""What in a bill can be hidden: groups of columns whose values name somebody or something of an organisation."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from practicum.focus.schema.columns import CUSTOM_PREFIX
from practicum.kernel.errors import Refusal

# A plain cell is hidden whole. Of tags every value is hidden, of other objects every text; names of keys stay in both.
Shape = Literal["text", "tags", "object"]


@dataclass(frozen=True, kw_only=True)
class PseudonymGroup:
    """Columns that are hidden together; the same value in any of them gets the same pseudonym, which begins with `word`.

    `own_columns`: the group also has every column whose name begins with x_.
    """

    title: str
    word: str
    columns: Mapping[str, Shape]
    own_columns: bool = False

    def shapes_in(self, names: Sequence[str]) -> dict[str, Shape]:
        """The columns of this group among `names`, each with the shape of its cells."""
        found: dict[str, Shape] = {name: self.columns[name] for name in names if name in self.columns}
        if self.own_columns:
            found |= dict.fromkeys((name for name in names if name.startswith(CUSTOM_PREFIX)), "text")
        return found


def _plain(*names: str) -> dict[str, Shape]:
    return dict.fromkeys(names, "text")


PSEUDONYM_GROUPS: Mapping[str, PseudonymGroup] = MappingProxyType(
    {
        "accounts": PseudonymGroup(
            title="Accounts",
            word="account",
            columns=_plain("BillingAccountId", "BillingAccountName", "SubAccountId", "SubAccountName"),
        ),
        "resources": PseudonymGroup(
            title="Resources",
            word="resource",
            columns=_plain(
                "ResourceId", "ResourceName", "AllocatedResourceId", "AllocatedResourceName", "CapacityReservationId"
            ),
        ),
        "tags": PseudonymGroup(title="Values of tags", word="tag", columns={"Tags": "tags", "AllocatedTags": "tags"}),
        "commitments": PseudonymGroup(
            title="Commitments and contracts",
            word="commitment",
            columns=_plain("CommitmentDiscountId", "CommitmentDiscountName") | {"ContractApplied": "object"},
        ),
        "invoices": PseudonymGroup(title="Invoices", word="invoice", columns=_plain("InvoiceId", "InvoiceDetailId")),
        "providers": PseudonymGroup(
            title="Providers and issuers of invoices",
            word="provider",
            columns=_plain(
                "ServiceProviderName", "HostProviderName", "InvoiceIssuerName", "ProviderName", "PublisherName"
            ),
        ),
        "descriptions": PseudonymGroup(
            title="Descriptions of charges", word="charge", columns=_plain("ChargeDescription")
        ),
        "own": PseudonymGroup(
            title="Columns of your own (their names begin with x_)", word="own", columns={}, own_columns=True
        ),
    }
)


def chosen_shapes(names: Sequence[str], groups: Collection[str]) -> dict[str, tuple[PseudonymGroup, Shape]]:
    """Column -> its group and shape, for the columns among `names` that the chosen groups hide.

    Refusal `group_unknown`.
    """
    unknown = sorted(set(groups) - set(PSEUDONYM_GROUPS))
    if unknown:
        raise Refusal(
            "group_unknown",
            f"There is no group “{unknown[0][:40]}” of columns to hide.",
            field="groups",
            mend=f"Choose among {', '.join(PSEUDONYM_GROUPS)}.",
        )
    return {
        name: (group, shape)
        for key, group in PSEUDONYM_GROUPS.items()
        if key in groups
        for name, shape in group.shapes_in(names).items()
    }
