"""Merkle trees as RFC 6962 has them, proofs that hold for one leaf only, and signatures that fit one text only."""

import hashlib
import subprocess

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from dtportal import sealing

# The inputs and roots of the reference implementation of Certificate Transparency (merkle_tree_test).
INPUTS = [
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
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = st.lists(st.binary(max_size=8), min_size=1, max_size=40)


def by_the_letter(leaves):
    """MTH of section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    left, right = by_the_letter(leaves[:split]), by_the_letter(leaves[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


@pytest.mark.parametrize("count", range(1, 9))
def test_the_known_roots_come_out(count):
    assert sealing.merkle_root(INPUTS[:count]).hex() == ROOTS[count - 1]


def test_the_empty_tree_is_the_hash_of_nothing():
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert sealing.merkle_root([]).hex() == empty


def test_the_known_proofs_come_out():
    assert [part.hex() for part in sealing.inclusion_proof(INPUTS, 0)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [part.hex() for part in sealing.inclusion_proof(INPUTS[:3], 2)] == [ROOTS[1]]


@given(LEAVES)
def test_the_tree_is_that_of_the_rfc(leaves):
    assert sealing.merkle_root(leaves) == by_the_letter(leaves)


@given(LEAVES, st.data())
def test_every_leaf_has_a_proof_that_fits_no_other_place_leaf_or_size(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof, root = sealing.inclusion_proof(leaves, index), sealing.merkle_root(leaves)
    size = len(leaves)
    assert sealing.verify_inclusion(leaves[index], index, size, proof, root)
    assert not sealing.verify_inclusion(leaves[index] + b"!", index, size, proof, root)
    assert not sealing.verify_inclusion(leaves[index], index, size, [*proof, root], root)
    assert not sealing.verify_inclusion(leaves[index], index, size, proof[:-1], root) or not proof
    for other in range(size):
        if leaves[other] != leaves[index]:
            assert not sealing.verify_inclusion(leaves[index], other, size, proof, root)


def test_a_node_does_not_pass_for_a_leaf():
    left, right = (hashlib.sha256(b"\x00" + leaf).digest() for leaf in (b"a", b"b"))
    assert sealing.merkle_root([left + right]) != sealing.merkle_root([b"a", b"b"])


@pytest.mark.parametrize("index", [-1, 3])
def test_a_leaf_that_is_not_there_has_no_proof(index):
    with pytest.raises(IndexError):
        sealing.inclusion_proof([b"a", b"b", b"c"], index)
    assert not sealing.verify_inclusion(b"a", index, 3, [], sealing.merkle_root([b"a"]))


def test_a_signature_fits_one_text_and_one_key_only():
    # RFC 8032, section 7.1, test 2.
    key = Ed25519PrivateKey.from_private_bytes(
        bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    )
    public = sealing.public_bytes(key)
    assert public.hex() == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    signature = sealing.sign(b"\x72", key)
    assert signature.startswith("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da")
    other = sealing.public_bytes(Ed25519PrivateKey.generate())
    assert sealing.is_signed(b"\x72", signature, public)
    assert not sealing.is_signed(b"\x73", signature, public)
    assert not sealing.is_signed(b"\x72", signature, other)
    assert not sealing.is_signed(b"\x72", "not hexadecimal", public)


def test_the_fingerprint_is_what_openssl_says(tmp_path):
    public = sealing.public_bytes(Ed25519PrivateKey.generate())
    file = tmp_path / "key.pem"
    file.write_text(sealing.public_pem(public))
    command = ["openssl", "pkey", "-pubin", "-in", str(file), "-outform", "DER"]
    der = subprocess.run(command, check=True, capture_output=True).stdout
    assert hashlib.sha256(der).hexdigest() == sealing.key_fingerprint(public)
