"""The house's own order: which files are pure, whether migrations and locks say what the code says."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "tajawub"
EXEMPT_ROOMS = {"node", "web", "cli"}
MAY_IMPORT_DJANGO = {"models", "acts", "reads", "jobs", "apps", "migrations"}
"""Files of a room, or folders directly in it."""

FRAMEWORKS = {"django", "procrastinate", "psycopg", "allauth"}


def _is_pure(file: Path) -> bool:
    room, *rest = file.relative_to(PACKAGE).parts
    if not rest or room in EXEMPT_ROOMS:
        return False
    # Only directly in the room: an acts.py of a folder inside it has no licence.
    return rest[0].removesuffix(".py") not in MAY_IMPORT_DJANGO


PURE = sorted(file for file in PACKAGE.rglob("*.py") if _is_pure(file))


def _imported(file: Path) -> set[str]:
    """Return the top names of every import in the file, those inside functions included."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize("file", PURE, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_pure_file_names_no_framework(file: Path) -> None:
    assert _imported(file) & FRAMEWORKS == set()


IMPORT_WITHOUT_FRAMEWORKS = """
import importlib, json, sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in FRAMEWORKS:
            raise ImportError(f"{name} is blocked")
sys.meta_path.insert(0, Blocked())
failed = {}
for module in MODULES:
    try:
        importlib.import_module(module)
    except ImportError as error:
        failed[module] = str(error)
print(json.dumps(failed))
"""


def test_every_pure_file_imports_where_there_is_no_framework() -> None:
    modules = [".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts) for file in PURE]
    modules = [module.removesuffix(".__init__") for module in modules]
    program = f"FRAMEWORKS = {FRAMEWORKS!r}\nMODULES = {modules!r}\n{IMPORT_WITHOUT_FRAMEWORKS}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == {}


def test_every_room_has_a_pure_file() -> None:
    """Else the tests above would pass over an empty list."""
    rooms = {file.relative_to(PACKAGE).parts[0] for file in PURE}
    assert rooms == {"casework", "documents", "exchange", "law", "ledger", "mandates"}


@pytest.mark.django_db
def test_the_migrations_make_the_models() -> None:
    own = [config.label for config in apps.get_app_configs() if config.name.startswith("tajawub.")]
    call_command("makemigrations", *own, check=True, dry_run=True, verbosity=0)


def _locked(file: Path) -> dict[tuple[str, str], set[str]]:
    """Return (name, version) and hashes of a requirements file."""
    found: dict[tuple[str, str], set[str]] = {}
    for entry in file.read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        pinned = re.match(r"([a-z0-9._-]+)(?:\[[^]]*])?==([^\s;]+)", entry, re.IGNORECASE)
        if pinned:
            found[pinned[1], pinned[2]] = set(re.findall(r"--hash=(sha256:[0-9a-f]{64})", entry))
    return found


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_what_pip_installs_is_what_uv_locked(name: str) -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    known = {
        (package["name"], package["version"]): {
            file["hash"] for file in [*package.get("wheels", ()), *filter(None, [package.get("sdist")])]
        }
        for package in lock["package"]
    }
    pinned = _locked(ROOT / name)
    assert len(pinned) > 40
    assert {package: hashes for package, hashes in pinned.items() if known.get(package) != hashes} == {}


EXPORTS = {
    "requirements.lock": ["--no-dev", "--extra", "embedded", "--group", "build"],
    "requirements-dev.lock": ["--extra", "embedded", "--group", "build", "--group", "dev"],
}


@pytest.mark.parametrize("name", EXPORTS)
def test_the_lock_files_are_uvs_newest_export(name: str) -> None:
    uv = shutil.which("uv")
    if uv is None:
        pytest.skip("uv is not installed: only needed to change the lock")
    done = subprocess.run(
        [uv, "export", "--quiet", "--frozen", *EXPORTS[name], "--no-emit-project", "--no-annotate", "--no-header"],
        cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "UV_OFFLINE": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout == (ROOT / name).read_text(encoding="utf-8")
