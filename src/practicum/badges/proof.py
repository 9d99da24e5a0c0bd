"""Data Integrity proofs of the suite eddsa-rdfc-2022.

hash data = SHA-256(canonical proof options) || SHA-256(canonical document without proof); the proof value is the
Ed25519 signature of these 64 bytes in base58btc. Source: W3C Data Integrity EdDSA Cryptosuites 1.0, section 3.2.
"""

from datetime import datetime
from typing import Any

from practicum.badges.encoding import decode_base58btc, encode_base58btc
from practicum.badges.form import check_credential, issuer_id
from practicum.badges.keys import ALGORITHM, Signer, digest
from practicum.badges.rdf import canonical_nquads
from practicum.badges.times import write_time
from practicum.badges.vocabulary import CRYPTOSUITE, PROOF_TYPE
from practicum.kernel.errors import Refusal


def sign_credential(*, credential: dict[str, Any], signer: Signer, created: datetime) -> dict[str, Any]:
    """A copy of the credential with its proof. `created` is the moment of signing (whole seconds, UTC).

    Refusals: any that `canonical_nquads` and `check_credential` raise (undefined terms, relative addresses, ...);
    `already_signed`; `signer` if the key is of another kind or belongs to another DID than the issuer.
    """
    if "proof" in credential:
        raise Refusal("already_signed", "The credential has a proof already.", field="proof")
    check_credential(credential)
    if signer.alg != ALGORITHM:
        raise Refusal("signer", f"{CRYPTOSUITE} needs an {ALGORITHM} key.", field="signer")
    controller, mark, _ = signer.kid.partition("#")
    if controller.startswith("did:") and (not mark or controller != issuer_id(credential)):
        raise Refusal("signer", "The signing key does not belong to the credential's issuer.", field="signer")
    options = {
        "type": PROOF_TYPE,
        "cryptosuite": CRYPTOSUITE,
        "created": write_time(created, field="created"),
        "verificationMethod": signer.kid,
        "proofPurpose": "assertionMethod",
    }
    data = options_digest(options, credential["@context"]) + digest(canonical_nquads(credential))
    signature = signer.sign(data)
    if len(signature) != 64:
        raise Refusal("signer", "The signer did not give an Ed25519 signature (64 bytes).", field="signer")
    return {**credential, "proof": {**options, "proofValue": encode_base58btc(signature)}}


def options_digest(options: dict[str, Any], context: list[str]) -> bytes:
    """SHA-256 of the canonical proof options (without proofValue), read with the document's context."""
    return digest(canonical_nquads({**options, "@context": context}))


def split_proof(proof: dict[str, Any], context: list[str]) -> tuple[dict[str, Any], bytes]:
    """The signed options of a proof and its signature bytes. Refusal `proof` with what is wrong with its form."""
    expected = {"type": PROOF_TYPE, "cryptosuite": CRYPTOSUITE, "proofPurpose": "assertionMethod"}
    for key, needed in expected.items():
        if proof.get(key) != needed:
            raise Refusal("proof", f"The proof's {key} must be {needed}.", field=f"/proof/{key}")
    if not isinstance(proof.get("verificationMethod"), str):
        raise Refusal("proof", "The proof names no verification method.", field="/proof/verificationMethod")
    if "previousProof" in proof:
        raise Refusal("proof", "Proof chains are not understood here.", field="/proof/previousProof")
    own = proof.get("@context", context)
    if not isinstance(own, list) or own != context[: len(own)]:
        raise Refusal("proof", "The proof's @context is not the document's.", field="/proof/@context")
    value = proof.get("proofValue")
    if not isinstance(value, str):
        raise Refusal("proof", "The proof has no proofValue.", field="/proof/proofValue")
    signature = decode_base58btc(value)
    if len(signature) != 64:
        raise Refusal("proof", "The proofValue does not have 64 bytes.", field="/proof/proofValue")
    return {key: item for key, item in proof.items() if key not in ("proofValue", "@context")}, signature
