"""The door of `tlog`: a transparency log as a Merkle tree, with proofs, signed checkpoints and static tiles."""

from practicum.tlog.checkpoint import (
    Checkpoint,
    NoteSigner,
    open_note,
    read_checkpoint,
    sign_checkpoint,
    sign_note,
    verifier_key,
)
from practicum.tlog.leaf import salted_entry, salted_leaf_hash
from practicum.tlog.merkle import (
    EMPTY_ROOT,
    MerkleTree,
    hash_leaf,
    hash_node,
    verify_consistency,
    verify_inclusion,
)
from practicum.tlog.tiles import Tile, tile_bytes, tiles_between

__all__ = [
    "EMPTY_ROOT",
    "Checkpoint",
    "MerkleTree",
    "NoteSigner",
    "Tile",
    "hash_leaf",
    "hash_node",
    "open_note",
    "read_checkpoint",
    "salted_entry",
    "salted_leaf_hash",
    "sign_checkpoint",
    "sign_note",
    "tile_bytes",
    "tiles_between",
    "verifier_key",
    "verify_consistency",
    "verify_inclusion",
]
