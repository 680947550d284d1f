"""Where the zoo runs: a Python environment with the drivers, and the servers' addresses."""
import os
import shlex
import subprocess
import sys
import venv
from pathlib import Path

CACHE = Path(os.environ.get("AKSARA_ZOO", "/var/cache/aksara-zoo"))
DRIVERS = ["psycopg[binary]>=3.2,<4", "PyMySQL>=1.1,<2", "cryptography"]


def enter(root, arguments):
    """Runs this program again within its environment and beside the servers, unless it is there already."""
    python = CACHE / "venv" / "bin" / "python"
    if Path(sys.prefix) != python.parent.parent:
        if not python.exists():
            CACHE.mkdir(parents=True, exist_ok=True)
            venv.create(CACHE / "venv", with_pip=True)
            install(DRIVERS)
        os.execv(python, [str(python), *arguments])
    if "AKSARA_TEST_POSTGRES_URL" not in os.environ:
        servers = [str(root / "ci" / "servers"), "run"]
        os.execv(servers[0], [*servers, str(python), *arguments])


def install(packages):
    """Installs packages of Python's registry into the environment."""
    subprocess.run([CACHE / "venv" / "bin" / "pip", "install", "--quiet", *packages], check=True)
