"""Multibase and multikey: the spellings of bytes that credentials use.

Sources: W3C Controlled Identifiers 1.0, sections 2.2.2 (Multikey), 2.4 (Multibase).
"""

import base64
import binascii

from practicum.kernel.errors import Refusal

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BASE58_VALUE = {char: value for value, char in enumerate(BASE58)}
ED25519_PUBLIC = b"\xed\x01"  # multicodec 0xed as a varint
BASE58_MAX = 128  # decoding is quadratic; keys and signatures need fewer than 90 characters


def encode_base58btc(data: bytes) -> str:
    """Multibase `z`: base58 with Bitcoin's alphabet, leading zero bytes written as `1`."""
    zeros = len(data) - len(data.lstrip(b"\0"))
    number = int.from_bytes(data)
    digits = ""
    while number:
        number, rest = divmod(number, 58)
        digits = BASE58[rest] + digits
    return "z" + "1" * zeros + digits


def decode_base58btc(text: str) -> bytes:
    """Bytes of a multibase `z` text. Refusal `multibase` for anything else."""
    if not text.startswith("z") or len(text) > BASE58_MAX:
        raise Refusal("multibase", "This is not a short base58btc multibase value (it starts with z).")
    digits = text[1:]
    number = 0
    for char in digits:
        if char not in BASE58_VALUE:
            raise Refusal("multibase", "The base58btc value has a character that base58 does not know.")
        number = number * 58 + BASE58_VALUE[char]
    zeros = len(digits) - len(digits.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)


def encode_base64url(data: bytes) -> str:
    """Multibase `u`: base64url without padding."""
    return "u" + base64.urlsafe_b64encode(data).decode().rstrip("=")


def decode_base64url(text: str) -> bytes:
    """Bytes of a multibase `u` text. Refusal `multibase` for anything else, also for a second spelling of them."""
    body = text[1:]
    try:
        data = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as fault:
        raise Refusal("multibase", "This is not a base64url multibase value.") from fault
    if encode_base64url(data) != text:
        raise Refusal("multibase", "This is not a base64url multibase value in its one spelling (u, no padding).")
    return data


def encode_multikey(public_key: bytes) -> str:
    """`publicKeyMultibase` of a raw Ed25519 public key (32 bytes)."""
    if len(public_key) != 32:
        raise Refusal("public_key", "An Ed25519 public key has 32 bytes.")
    return encode_base58btc(ED25519_PUBLIC + public_key)


def decode_multikey(text: str) -> bytes:
    """Raw Ed25519 public key (32 bytes) of a `publicKeyMultibase`. Refusal `multibase` for other key types."""
    data = decode_base58btc(text)
    if not data.startswith(ED25519_PUBLIC) or len(data) != 34:
        raise Refusal("multibase", "This multikey is not an Ed25519 public key.")
    return data[2:]
