"""Chance from the seed: one stream for each purpose and each day, so that no part depends on who runs it when."""

import zlib

import numpy as np

# Purposes; a new one goes to the end, so that the others stay as they are.
ACCOUNTS, RESOURCES, TAGS, PLANTING, COMMITMENTS, DAYS, TELEMETRY, BUSINESS, PRACTICE, MONEY = range(10)


def stream(seed: int, purpose: int, part: int = 0) -> np.random.Generator:
    """The stream of a purpose, or of one part of it (a day)."""
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence((seed, purpose, part))))


def mixed(seed: int, name: str) -> int:
    """A seed of its own for a scenario, so that two companies of one seed share nothing."""
    return (seed << 32) + zlib.crc32(name.encode())
