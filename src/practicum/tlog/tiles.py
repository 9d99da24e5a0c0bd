"""The log as static files: tiles of 256 hashes each. Source: C2SP tlog-tiles.

Tile (level, number) holds the hashes of 256 neighbouring subtrees with 256**level leaves each. The last tile of a level
is partial until it is full; a full tile never changes again.
"""

from dataclasses import dataclass

from practicum.kernel.errors import Refusal
from practicum.tlog.merkle import MerkleTree

WIDTH = 256
HEIGHT = 8  # tree levels in a tile: 2**8 = 256


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One tile: `level` 0 is above the leaves; `width` is 1 to 256 hashes."""

    level: int
    number: int
    width: int

    @property
    def path(self) -> str:
        """`tile/<level>/<number>[.p/<width>]`; the number in groups of three digits, all but the last marked with x."""
        digits = str(self.number)
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[place : place + 3] for place in range(0, len(digits), 3)]
        name = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        return f"tile/{self.level}/{name}" + ("" if self.width == WIDTH else f".p/{self.width}")


def tiles_between(*, old_size: int, size: int) -> list[Tile]:
    """The tiles to write when the log grows from `old_size` to `size` leaves: the new ones and those that filled up."""
    if not 0 <= old_size <= size:
        raise Refusal("size", "A log does not shrink.", field="size")
    found = []
    level = 0
    while size >> level * HEIGHT:
        before, after = old_size >> level * HEIGHT, size >> level * HEIGHT
        for number in range(before // WIDTH, -(-after // WIDTH)):
            width = min(WIDTH, after - number * WIDTH)
            if number * WIDTH + width > before:
                found.append(Tile(level=level, number=number, width=width))
        level += 1
    return found


def tile_bytes(*, tree: MerkleTree, tile: Tile) -> bytes:
    """The tile's file: its hashes, 32 bytes each, one after the other."""
    start = tile.number * WIDTH
    return b"".join(tree.subtree_hashes(tile.level * HEIGHT, start, start + tile.width))
