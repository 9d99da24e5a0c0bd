"""Who plays in the demonstration: invented people of all eight roles, in several time zones.

Names, employers and addresses are made up (`example` is reserved for that); any likeness is chance.
"""

import random
from dataclasses import dataclass

GIVEN = (
    "Amara Linnéa Tomás Wei Priya Oluwaseun Marit Kenji Sofía Dmitri Leila Marek Aoife Hassan Ingrid Rafael Mei Thabo Zofia Jonas "
    "Farah Niamh Arjun Camille Luca Yuki Elif Mateus Hanna Kwame Noor Petra Santiago Ayesha Björn Chiara Daniel Esra Felix Grace "
    "Hiroshi Ines Jakub Karima Lars Manuela Nikhil Olga Paulo Quynh Rosa Stefan Tariq Ursula Viktor Wanjiru Xavier Yasmin Zeynep "
    "Alasdair Beatriz Conor Divya Emeka Freya Goran Hana Isabela Jiho Katarina Leon Mónica Nadia Oscar Pilar Rania Sven Tuan Ula"
).split()
FAMILY = (
    "Okafor Bergström Silva Zhang Raman Adeyemi Haugen Sato Morales Volkov Haddad Nowak Byrne Karimi Lindqvist Costa Chen Dlamini "
    "Wójcik Weber Rahman Kelly Mehta Laurent Ricci Tanaka Yılmaz Ferreira Virtanen Mensah Saleh Horvat Vega Siddiqui Nilsson Conti "
    "Fischer Demir Keller Mwangi Mori Pinto Novák Benali Hansen Ortega Iyer Petrova Santos Nguyen Romero Braun Aziz Huber Popescu "
    "Kamau Dubois Farouk Arslan Fraser Almeida Doyle Nair Eze Larsen Kovač Kim Rocha Park Marić Vogel Cruz Salem Ek Prieto Awad Dahl "
    "Tran Berg"
).split()
EMPLOYERS = (
    "Halden Outfitters", "Northwind Bank", "Alder Telecom", "Brightwater Energy", "Cobalt Insurance", "Dovetail Logistics",
    "Evergreen Health", "Fathom Media", "Greyfriars Consulting", "Harbour Retail", "Isobar Labs", "Juniper Rail", "Kestrel Air",
    "Lumen Games", "Meridian Pharma", "Nimbus Foods", "Orchard Software", "Pinnacle Motors", "Quarry Steel", "Rivermark Payments",
)  # fmt: skip
# (zone, share of the applicants)
ZONES = (
    ("Europe/Berlin", 14), ("Europe/London", 12), ("America/New_York", 10), ("America/Chicago", 6), ("America/Sao_Paulo", 4),
    ("Asia/Kolkata", 6), ("Asia/Singapore", 4), ("Africa/Nairobi", 4),
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


@dataclass(frozen=True)
class Player:
    """One invented applicant."""

    name: str
    email: str
    employer: str
    zone: str
    role: str
    title: str


def players(count: int, *, seed: int) -> list[Player]:
    """`count` people; the same seed gives the same people."""
    chance = random.Random(seed)  # noqa: S311  a play, not a secret
    given, family = chance.sample(GIVEN, len(GIVEN)), chance.sample(FAMILY, len(FAMILY))
    zones = [zone for zone, share in ZONES for _ in range(share)]
    roles = list(TITLES)
    people = []
    for number in range(count):
        first, last = given[number % len(given)], family[(number * 7) % len(family)]
        role = roles[number % len(roles)]
        people.append(
            Player(
                name=f"{first} {last}",
                email=f"applicant{number + 1:03d}@practicum.example",
                employer=EMPLOYERS[min(int(chance.paretovariate(0.9)) - 1, len(EMPLOYERS) - 1)],
                zone=zones[(number * 13) % len(zones)],
                role=role,
                title=TITLES[role],
            )
        )
    return people


