"""The Merkle tree of RFC 6962, section 2.1: roots, inclusion proofs, consistency proofs, and their verifiers.

leaf hash = SHA-256(0x00 || entry); node hash = SHA-256(0x01 || left || right); a tree of n > 1 leaves splits at the
largest power of two below n. The verifiers follow RFC 9162, sections 2.1.3.2 and 2.1.4.2, which spell out what RFC 6962
leaves open.
"""

import hashlib
from collections.abc import Iterable, Sequence

from practicum.kernel.errors import Refusal

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


def hash_leaf(entry: bytes) -> bytes:
    """Leaf hash of a log entry's bytes."""
    return hashlib.sha256(b"\0" + entry).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node from its children's hashes."""
    return hashlib.sha256(b"\1" + left + right).digest()


class MerkleTree:
    """An append-only tree over leaf hashes.

    Keeps the hash of every complete subtree: level 0 holds the leaves, level k one hash for every 2**k of them, so that
    appending is cheap and any root or proof of any earlier size takes O(log n) look-ups.
    """

    def __init__(self, leaf_hashes: Iterable[bytes] = ()) -> None:
        self._levels: list[list[bytes]] = [[]]
        self.extend(leaf_hashes)

    def __len__(self) -> int:
        return len(self._levels[0])

    def append(self, leaf_hash: bytes) -> int:
        """Add one leaf hash (32 bytes); gives its index."""
        if len(leaf_hash) != HASH_BYTES:
            raise Refusal("leaf_hash", "A leaf hash has 32 bytes.", field="leaf_hash")
        index = len(self)
        self._levels[0].append(leaf_hash)
        level = 0
        while len(self._levels[level]) % 2 == 0:
            if level + 1 == len(self._levels):
                self._levels.append([])
            left, right = self._levels[level][-2:]
            self._levels[level + 1].append(hash_node(left, right))
            level += 1
        return index

    def extend(self, leaf_hashes: Iterable[bytes]) -> None:
        """Add leaf hashes in order."""
        for leaf_hash in leaf_hashes:
            self.append(leaf_hash)

    def leaf_hash(self, index: int) -> bytes:
        """The leaf hash at `index`."""
        self._check_index(index, len(self))
        return self._levels[0][index]

    def subtree_hashes(self, level: int, start: int, end: int) -> list[bytes]:
        """Hashes number `start` to `end` (exclusive) of complete subtrees with 2**level leaves. For tiles."""
        hashes = self._levels[level] if 0 <= level < len(self._levels) else []
        if not 0 <= start <= end <= len(hashes):
            raise Refusal("range", "The tree does not have these subtrees.", field="end")
        return hashes[start:end]

    def root(self, size: int | None = None) -> bytes:
        """Root hash of the first `size` leaves (all by default)."""
        return self._range(0, self._check_size(size))

    def inclusion_proof(self, *, index: int, size: int | None = None) -> list[bytes]:
        """Audit path of leaf `index` in the tree of `size` leaves, lowest first (RFC 6962, 2.1.1)."""
        size = self._check_size(size)
        self._check_index(index, size)
        return self._path(index, 0, size)

    def consistency_proof(self, *, old_size: int, size: int | None = None) -> list[bytes]:
        """Proof that the tree of `old_size` leaves is the beginning of the one of `size` (RFC 6962, 2.1.2)."""
        size = self._check_size(size)
        if not 0 <= old_size <= size:
            raise Refusal("size", "The old tree is not the smaller one.", field="old_size")
        return self._subproof(old_size, 0, size, True) if 0 < old_size < size else []

    def _check_size(self, size: int | None) -> int:
        size = len(self) if size is None else size
        if not 0 <= size <= len(self):
            raise Refusal("size", "The log has never been that large.", field="size")
        return size

    def _check_index(self, index: int, size: int) -> None:
        if not 0 <= index < size:
            raise Refusal("index", "There is no such leaf in a tree of this size.", field="index")

    def _range(self, start: int, end: int) -> bytes:
        width = end - start
        if width == 0:
            return EMPTY_ROOT
        if width & (width - 1) == 0:
            level = width.bit_length() - 1
            return self._levels[level][start >> level]
        middle = start + _split(width)
        return hash_node(self._range(start, middle), self._range(middle, end))

    def _path(self, index: int, start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        middle = start + _split(end - start)
        if index < middle:
            return [*self._path(index, start, middle), self._range(middle, end)]
        return [*self._path(index, middle, end), self._range(start, middle)]

    def _subproof(self, old_size: int, start: int, end: int, whole: bool) -> list[bytes]:
        if old_size == end:
            return [] if whole else [self._range(start, end)]
        middle = start + _split(end - start)
        if old_size <= middle:
            return [*self._subproof(old_size, start, middle, whole), self._range(middle, end)]
        return [*self._subproof(old_size, middle, end, False), self._range(start, middle)]


def verify_inclusion(*, leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` shows that `leaf_hash` is leaf `index` of the tree of `size` leaves with this root."""
    if not 0 <= index < size or any(len(part) != HASH_BYTES for part in proof):
        return False
    place, last, found = index, size - 1, leaf_hash
    for part in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = hash_node(part, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = hash_node(found, part)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(*, old_size: int, size: int, old_root: bytes, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that the tree with `old_size` and `old_root` grew into the one with `size` and `root`."""
    if not 0 <= old_size <= size or any(len(part) != HASH_BYTES for part in proof):
        return False
    if old_size == size:
        return not proof and old_root == root
    if old_size == 0:
        return not proof and old_root == EMPTY_ROOT  # any tree grows from the empty one
    parts = list(proof)
    if old_size & (old_size - 1) == 0:
        parts.insert(0, old_root)
    if not parts:
        return False
    place, last = old_size - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    found_old = found = parts[0]
    for part in parts[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            found_old, found = hash_node(part, found_old), hash_node(part, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = hash_node(found, part)
        place, last = place >> 1, last >> 1
    return last == 0 and found_old == old_root and found == root


def _split(width: int) -> int:
    """The largest power of two below `width` (width > 1)."""
    return 1 << (width - 1).bit_length() - 1
