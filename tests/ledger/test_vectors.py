"""The inclusion and consistency vectors of transparency-dev/merkle: one file, one case."""

from __future__ import annotations

import json
import os
from base64 import b64decode
from pathlib import Path

import pytest

from tajawub.ledger.tree import consistency_holds, inclusion_holds

VECTORS = Path(os.environ.get("TAJAWUB_VECTORS", Path(__file__).resolve().parents[3] / "shared" / "vectors"), "tlog")
pytestmark = pytest.mark.skipif(not VECTORS.is_dir(), reason="the vectors are absent: set TAJAWUB_VECTORS")


def _files(kind: str) -> list[Path]:
    return sorted(VECTORS.glob(f"{kind}/**/*.json"))


def _name(file: Path) -> str:
    return str(file.relative_to(VECTORS))


def _hashes(encoded: list[str] | None) -> list[bytes]:
    return [b64decode(each) for each in encoded or []]


def test_all_vectors_are_there() -> None:
    assert len(_files("inclusion")) + len(_files("consistency")) == 196


@pytest.mark.parametrize("file", _files("inclusion"), ids=_name)
def test_inclusion_holds_exactly_where_the_vector_says(file: Path) -> None:
    case = json.loads(file.read_text())
    leaf, root = _hashes([case["leafHash"], case["root"]])
    holds = inclusion_holds(leaf, case["leafIdx"], case["treeSize"], _hashes(case["proof"]), root)
    assert holds is not case["wantErr"]


@pytest.mark.parametrize("file", _files("consistency"), ids=_name)
def test_consistency_holds_exactly_where_the_vector_says(file: Path) -> None:
    case = json.loads(file.read_text())
    old_root, root = _hashes([case["root1"], case["root2"]])
    holds = consistency_holds(case["size1"], case["size2"], old_root, root, _hashes(case["proof"]))
    assert holds is not case["wantErr"]
