"""A second opinion on our credentials: @digitalbazaar/vc, offline, in node.

Other tests write `from tests.verifiers.fixtures import node_verifier, verify_with_node` and take the fixture
`node_verifier`, which installs the packages once; then `verify_with_node(bundle)` may be called.
"""

import fcntl
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent


def verify_with_node(bundle: dict[str, Any]) -> dict[str, Any]:
    """Verify {credential | credentials, statusLists, didDocument | didDocuments, now}: {verified, error, results}."""
    run = subprocess.run(
        ["node", str(FOLDER / "verify.mjs")],
        input=json.dumps(bundle),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if run.returncode != 0:
        raise AssertionError(f"verify.mjs failed: {run.stderr}")
    return json.loads(run.stdout)


def require_npm() -> None:
    """node and npm. Skips only where they are absent, and never in CI."""
    missing = [tool for tool in ("node", "npm") if shutil.which(tool) is None]
    if missing and not os.environ.get("CI"):
        pytest.skip(f"not on PATH: {', '.join(missing)}")
    if missing:
        pytest.fail(f"CI needs {', '.join(missing)}: what runs in node must be tested there")


@pytest.fixture(scope="session")
def node_verifier() -> Callable[[dict[str, Any]], dict[str, Any]]:
    """`verify_with_node`, with its packages installed."""
    require_npm()
    # several test processes may come here at once
    with Path(tempfile.gettempdir(), f"practicum-npm-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (FOLDER / "node_modules" / ".package-lock.json").exists():
            subprocess.run(
                ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=FOLDER, check=True, timeout=300
            )
    return verify_with_node
