"""The tree against the known test vectors, against a plain transcription of the RFC's recursion, and by properties."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.kernel.errors import Refusal
from practicum.tlog.api import (
    EMPTY_ROOT,
    MerkleTree,
    Tile,
    hash_leaf,
    hash_node,
    tile_bytes,
    tiles_between,
    verify_consistency,
    verify_inclusion,
)

# The eight leaves and roots in the tests of the Certificate Transparency reference implementation (RFC 6962).
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
# Paths of the same tests, by (leaf, size) and (old size, size), as the ranges of leaves whose subtree roots they are.
PATHS = {
    (0, 8): [(1, 2), (2, 4), (4, 8)],
    (5, 8): [(4, 5), (6, 8), (0, 4)],
    (2, 3): [(0, 2)],
    (1, 5): [(0, 1), (2, 4), (4, 5)],
}
GROWTHS = {
    (1, 8): [(1, 2), (2, 4), (4, 8)],
    (6, 8): [(4, 6), (6, 8), (0, 4)],
    (2, 5): [(2, 4), (4, 5)],
    (3, 7): [(2, 3), (3, 4), (0, 2), (4, 7)],  # the example of RFC 6962, section 2.1.3: PROOF(3, D[7]) = [c, d, g, l]
}


def plain_root(entries: list[bytes]) -> bytes:
    """MTH(D[n]) as RFC 6962 writes it."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hash_leaf(entries[0])
    split = 1
    while split * 2 < len(entries):
        split *= 2
    return hash_node(plain_root(entries[:split]), plain_root(entries[split:]))


def tree_of(size: int) -> MerkleTree:
    return MerkleTree(hash_leaf(str(number).encode()) for number in range(size))


@pytest.mark.parametrize("size", range(9))
def test_roots_of_the_known_tree(size):
    tree = MerkleTree(map(hash_leaf, LEAVES))
    assert tree.root(size).hex() == ROOTS[size]
    assert plain_root(LEAVES[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize(("key", "ranges"), PATHS.items())
def test_paths_of_the_known_tree(key, ranges):
    index, size = key
    tree = MerkleTree(map(hash_leaf, LEAVES))
    assert tree.inclusion_proof(index=index, size=size) == [plain_root(LEAVES[start:end]) for start, end in ranges]


@pytest.mark.parametrize(("key", "ranges"), GROWTHS.items())
def test_growth_of_the_known_tree(key, ranges):
    old_size, size = key
    tree = MerkleTree(map(hash_leaf, LEAVES))
    proof = tree.consistency_proof(old_size=old_size, size=size)
    assert proof == [plain_root(LEAVES[start:end]) for start, end in ranges]


def test_every_proof_of_small_trees_holds_and_no_other_does():
    tree = tree_of(20)
    for size in range(1, 21):
        root = tree.root(size)
        for index in range(size):
            proof = tree.inclusion_proof(index=index, size=size)
            for claimed in range(size):
                held = verify_inclusion(
                    leaf_hash=tree.leaf_hash(index), index=claimed, size=size, proof=proof, root=root
                )
                assert held == (claimed == index)
        for old_size in range(size + 1):
            proof = tree.consistency_proof(old_size=old_size, size=size)
            assert verify_consistency(
                old_size=old_size, size=size, old_root=tree.root(old_size), root=root, proof=proof
            )


@given(st.data())
def test_a_changed_inclusion_proof_fails(data):
    size = data.draw(st.integers(2, 300))
    index = data.draw(st.integers(0, size - 1))
    tree = tree_of(size)
    facts = {"leaf_hash": tree.leaf_hash(index), "index": index, "size": size, "root": tree.root()}
    proof = tree.inclusion_proof(index=index)
    assert verify_inclusion(**facts, proof=proof)
    place = data.draw(st.integers(0, len(proof) - 1))
    flipped = bytes([proof[place][0] ^ 1]) + proof[place][1:]
    assert not verify_inclusion(**facts, proof=[*proof[:place], flipped, *proof[place + 1 :]])
    assert not verify_inclusion(**facts, proof=proof[:-1])
    assert not verify_inclusion(**facts, proof=[*proof, proof[-1]])
    assert not verify_inclusion(**{**facts, "root": flipped}, proof=proof)
    assert not verify_inclusion(**{**facts, "leaf_hash": hash_leaf(b"other")}, proof=proof)


@given(st.data())
def test_a_rewritten_history_cannot_be_proven(data):
    size = data.draw(st.integers(2, 200))
    old_size = data.draw(st.integers(1, size - 1))
    changed = data.draw(st.integers(0, old_size - 1))
    tree, hashes = tree_of(size), [hash_leaf(str(number).encode()) for number in range(size)]
    hashes[changed] = hash_leaf(b"rewritten")
    forged = MerkleTree(hashes)
    proof = tree.consistency_proof(old_size=old_size)
    sizes = {"old_size": old_size, "size": size}
    assert verify_consistency(**sizes, old_root=tree.root(old_size), root=tree.root(), proof=proof)
    for attempt in (proof, forged.consistency_proof(old_size=old_size), proof[:-1], []):
        assert not verify_consistency(**sizes, old_root=tree.root(old_size), root=forged.root(), proof=attempt)


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=8), st.integers(-2, 40), st.integers(-2, 40))
def test_verifiers_take_any_proof(proof, first, second):
    assert not verify_inclusion(leaf_hash=hash_leaf(b"x"), index=first, size=second, proof=proof, root=bytes(32))
    assert not verify_consistency(old_size=first, size=second, old_root=bytes(32), root=bytes(31) + b"\1", proof=proof)


def test_the_empty_log_grows_into_any_log():
    tree = tree_of(3)
    assert tree.root(0) == EMPTY_ROOT
    assert verify_consistency(old_size=0, size=3, old_root=EMPTY_ROOT, root=tree.root(), proof=[])
    assert not verify_consistency(old_size=0, size=3, old_root=tree.root(), root=tree.root(), proof=[])


@pytest.mark.parametrize(
    "act",
    [
        lambda tree: tree.root(4),
        lambda tree: tree.root(-1),
        lambda tree: tree.inclusion_proof(index=3),
        lambda tree: tree.inclusion_proof(index=2, size=2),
        lambda tree: tree.consistency_proof(old_size=3, size=2),
        lambda tree: tree.append(b"short"),
        lambda tree: tree.subtree_hashes(1, 0, 2),
        lambda tree: tree.leaf_hash(-1),
    ],
)
def test_what_the_tree_does_not_hold_is_refused(act):
    with pytest.raises(Refusal):
        act(tree_of(3))


# Paths as C2SP tlog-tiles writes them: its example is tile 1234067 of level 0.
@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(level=0, number=1234067, width=256), "tile/0/x001/x234/067"),
        (Tile(level=0, number=0, width=256), "tile/0/000"),
        (Tile(level=1, number=999, width=8), "tile/1/999.p/8"),
        (Tile(level=0, number=1000, width=1), "tile/0/x001/000.p/1"),
    ],
)
def test_tile_paths(tile, path):
    assert tile.path == path


def test_tiles_hold_the_whole_tree():
    tree = tree_of(70_000)
    tiles = tiles_between(old_size=0, size=70_000)
    assert [tile for tile in tiles if tile.level == 2] == [Tile(level=2, number=0, width=1)]
    assert [tile.path for tile in tiles if tile.level == 1][-1] == "tile/1/001.p/17"
    leaves = b"".join(tile_bytes(tree=tree, tile=tile) for tile in tiles if tile.level == 0)
    assert leaves == b"".join(tree.leaf_hash(index) for index in range(70_000))
    # a hash of level 1 is the root of a full tile below it
    first = tile_bytes(tree=tree, tile=Tile(level=1, number=0, width=256))[:32]
    assert first == tree.root(256)


@given(st.integers(0, 1200), st.integers(0, 1200))
def test_growing_writes_just_the_tiles_that_changed(old_size, more):
    size = old_size + more
    before = {tile.path for tile in tiles_between(old_size=0, size=old_size)}
    after = {tile.path for tile in tiles_between(old_size=0, size=size)}
    assert {tile.path for tile in tiles_between(old_size=old_size, size=size)} == after - before
