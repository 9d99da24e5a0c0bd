"""Who plays in the demonstration: invented people of all eight roles, in several time zones.

Names, employers and addresses are made up (`example` is reserved for that); any likeness is chance.
"""

import random
from dataclasses import dataclass

GIVEN = [
    "Amara",
    "Linnéa",
    "Tomás",
    "Wei",
    "Priya",
    "Oluwaseun",
    "Marit",
    "Kenji",
    "Sofía",
    "Dmitri",
    "Leila",
    "Marek",
    "Aoife",
    "Hassan",
    "Ingrid",
    "Rafael",
    "Mei",
    "Thabo",
    "Zofia",
    "Jonas",
    "Farah",
    "Niamh",
    "Arjun",
    "Camille",
    "Luca",
    "Yuki",
    "Elif",
    "Mateus",
    "Hanna",
    "Kwame",
    "Noor",
    "Petra",
    "Santiago",
    "Ayesha",
    "Björn",
    "Chiara",
    "Daniel",
    "Esra",
    "Felix",
    "Grace",
    "Hiroshi",
    "Ines",
    "Jakub",
    "Karima",
    "Lars",
    "Manuela",
    "Nikhil",
    "Olga",
    "Paulo",
    "Quynh",
    "Rosa",
    "Stefan",
    "Tariq",
    "Ursula",
    "Viktor",
    "Wanjiru",
    "Xavier",
    "Yasmin",
    "Zeynep",
    "Alasdair",
    "Beatriz",
    "Conor",
    "Divya",
    "Emeka",
    "Freya",
    "Goran",
    "Hana",
    "Isabela",
    "Jiho",
    "Katarina",
    "Leon",
    "Mónica",
    "Nadia",
    "Oscar",
    "Pilar",
    "Rania",
    "Sven",
    "Tuan",
    "Ula",
]
FAMILY = [
    "Okafor",
    "Bergström",
    "Silva",
    "Zhang",
    "Raman",
    "Adeyemi",
    "Haugen",
    "Sato",
    "Morales",
    "Volkov",
    "Haddad",
    "Nowak",
    "Byrne",
    "Karimi",
    "Lindqvist",
    "Costa",
    "Chen",
    "Dlamini",
    "Wójcik",
    "Weber",
    "Rahman",
    "Kelly",
    "Mehta",
    "Laurent",
    "Ricci",
    "Tanaka",
    "Yılmaz",
    "Ferreira",
    "Virtanen",
    "Mensah",
    "Saleh",
    "Horvat",
    "Vega",
    "Siddiqui",
    "Nilsson",
    "Conti",
    "Fischer",
    "Demir",
    "Keller",
    "Mwangi",
    "Mori",
    "Pinto",
    "Novák",
    "Benali",
    "Hansen",
    "Ortega",
    "Iyer",
    "Petrova",
    "Santos",
    "Nguyen",
    "Romero",
    "Braun",
    "Aziz",
    "Huber",
    "Popescu",
    "Kamau",
    "Dubois",
    "Farouk",
    "Arslan",
    "Fraser",
    "Almeida",
    "Doyle",
    "Nair",
    "Eze",
    "Larsen",
    "Kovač",
    "Kim",
    "Rocha",
    "Park",
    "Marić",
    "Vogel",
    "Cruz",
    "Salem",
    "Ek",
    "Prieto",
    "Awad",
    "Dahl",
    "Tran",
    "Berg",
]
EMPLOYERS = (
    "Halden Outfitters", "Northwind Bank", "Alder Telecom", "Brightwater Energy", "Cobalt Insurance", "Dovetail Logistics",
    "Evergreen Health", "Fathom Media", "Greyfriars Consulting", "Harbour Retail", "Isobar Labs", "Juniper Rail", "Kestrel Air",
    "Lumen Games", "Meridian Pharma", "Nimbus Foods", "Orchard Software", "Pinnacle Motors", "Quarry Steel", "Rivermark Payments",
)  # fmt: skip
TITLES = {
    "finops-team-manager": "Head of FinOps",
    "finops-practitioner": "Senior FinOps Practitioner",
    "budget-owner": "Director of Digital Products",
    "finops-analyst": "Cloud Cost Optimisation Analyst",
    "engineering-architecture": "Principal Cloud Architect",
    "finance-procurement": "Technology Procurement Manager",
    "portfolio-management": "IT Portfolio Lead",
    "technology-leadership": "Head of Cloud Platform",
}
# What each role would say of itself.
EVIDENCE = {
    "finops-team-manager": "I lead a central team of six for eleven business units, run the monthly review with their finance "
    "partners, and wrote the operating model that moved optimisation work into the product teams.",
    "finops-practitioner": "I allocate the spend of two clouds to forty cost centres, keep the tagging policy and its exceptions, "
    "and cut the unallocated share from a third to a twentieth within a year.",
    "budget-owner": "I own the technology budgets of four products, re-forecast them each month against units of business, and "
    "explained every variance of more than five percent to the board's committee.",
    "finops-analyst": "I built the FOCUS pipeline and its quality checks, reconcile invoices to the cent, and publish the anomaly "
    "queue that engineering works from each morning.",
    "engineering-architecture": "I designed the placement of a shared data platform with its cost model, moved it without dual "
    "running for longer than six weeks, and chair the review where cost is one of five criteria.",
    "finance-procurement": "I negotiated two multi-year agreements on measured demand, run the close for cloud accruals, and keep the "
    "register of commitments with their break-even and expiry.",
    "portfolio-management": "I plan the portfolio of sixty programmes, ask for a cost range before funding, and stopped three that "
    "could not show their unit cost.",
    "technology-leadership": "I answer for the platform's cost and its carbon before the executive board, set the guardrails with "
    "risk and security, and moved the saving targets into the teams' own objectives.",
}


@dataclass(frozen=True)
class Group:
    """People who apply together and can meet: `hour` is a UTC hour of the week (Monday 00:00 = 0)."""

    key: str
    hour: int
    zones: tuple[str, ...]


GROUPS = {
    "certified": Group(
        "certified",
        2 * 24 + 15,
        ("Europe/Berlin", "Europe/London", "America/New_York", "America/Chicago", "Africa/Nairobi"),
    ),
    "running": Group(
        "running", 1 * 24 + 8, ("Europe/Berlin", "Europe/London", "Asia/Kolkata", "Asia/Singapore", "Africa/Nairobi")
    ),
    "forming": Group(
        "forming",
        3 * 24 + 16,
        ("America/New_York", "America/Sao_Paulo", "Europe/London", "America/Chicago", "Europe/Berlin"),
    ),
    "others": Group(
        "others",
        4 * 24 + 13,
        ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "America/Sao_Paulo", "Asia/Singapore"),
    ),
}


@dataclass(frozen=True)
class Player:
    """One invented applicant. `hours` are the UTC hours of the week at which they are free."""

    name: str
    email: str
    employer: str
    zone: str
    role: str
    group: str
    hours: tuple[int, ...]


def players(counts: dict[str, int], *, seed: int) -> dict[str, list[Player]]:
    """`counts` people of each group; the same seed gives the same people. At most two of a group share an employer."""
    chance = random.Random(seed)  # noqa: S311  a play, not a secret
    given, family = chance.sample(GIVEN, len(GIVEN)), chance.sample(FAMILY, len(FAMILY))
    roles, number, made = list(TITLES), 0, {}
    for key, count in counts.items():
        group, members = GROUPS[key], []
        employers = chance.sample(EMPLOYERS * 2, count) if count <= 2 * len(EMPLOYERS) else []
        for place in range(count):
            near = {group.hour + shift for shift in (-1, 0, 1) if chance.random() < 0.6 or shift == 0}
            elsewhere = set(chance.sample([day * 24 + hour for day in range(5) for hour in range(8, 18)], 6))
            members.append(
                Player(
                    name=f"{given[number % len(given)]} {family[(number * 7) % len(family)]}",
                    email=f"applicant{number + 1:03d}@practicum.example",
                    employer=employers[place],
                    zone=group.zones[place % len(group.zones)],
                    role=roles[number % len(roles)],
                    group=key,
                    hours=tuple(sorted(near | elsewhere)),
                )
            )
            number += 1
        made[key] = members
    return made
