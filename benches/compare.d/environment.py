"""Where the comparison runs: the servers' addresses, the programs that are measured and the rivals' installation."""
import os
import shutil
import subprocess
import venv
from pathlib import Path

CACHE = Path(os.environ.get("AKSARA_BENCHES", "/var/cache/aksara-benches"))
PYTHON = CACHE / "venv" / "bin"
PYTHON_RIVALS = ["Django>=5.2,<6", "alembic>=1.16,<2"]
NODE_RIVALS = ["dbmate@2"]


def enter(root, arguments):
    """Runs this program again beside the servers, unless it is there already."""
    if "--list" not in arguments and "AKSARA_TEST_POSTGRES_URL" not in os.environ:
        servers = [str(root / "ci" / "servers"), "run", "-s", "postgres,mariadb"]
        os.execv(servers[0], [*servers, *arguments])


def program(root):
    """The optimized program."""
    if "AKSARA" in os.environ:
        return Path(os.environ["AKSARA"]).resolve()
    subprocess.run(["cargo", "build", "--quiet", "--release", "-p", "aksara-cli"], cwd=root, check=True)
    return built(root, "aksara")


def bare_sqlite(root):
    """The program that runs a script on the SQLite that is built into ours."""
    build = ["cargo", "build", "--quiet", "--release", "-p", "aksara-benches", "--bin", "bare-sqlite"]
    subprocess.run(build, cwd=root, check=True)
    return built(root, "bare-sqlite")


def built(root, name):
    return Path(os.environ.get("CARGO_TARGET_DIR", root / "target")).resolve() / "release" / name


def install_rivals():
    """The rivals that registries have, and `sqlx` where someone built it: their paths by their names."""
    CACHE.mkdir(parents=True, exist_ok=True)
    if not PYTHON.exists():
        venv.create(CACHE / "venv", with_pip=True)
        subprocess.run([PYTHON / "pip", "install", "--quiet", *PYTHON_RIVALS], check=True)
    node = CACHE / "node_modules" / ".bin"
    if shutil.which("npm") and not node.exists():
        command = ["npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix", CACHE, *NODE_RIVALS]
        subprocess.run(command, check=True)
    found = {"django": PYTHON / "python", "alembic": PYTHON / "alembic"}
    dbmate = native_dbmate()
    if dbmate:
        found["dbmate"] = dbmate
    sqlx = shutil.which("sqlx")
    if sqlx:
        found["sqlx"] = Path(sqlx)
    return found


def native_dbmate():
    """The program itself: npm's command is a script that starts it, which would be measured as well."""
    programs = CACHE.glob("node_modules/@dbmate/*/bin/dbmate")
    return next(iter(sorted(programs)), None)
