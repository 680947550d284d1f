"""The catalog of schemas, and the files that their packages ship."""
import fcntl
import gzip
import subprocess
from dataclasses import dataclass
from pathlib import Path

from environment import CACHE, install


@dataclass(frozen=True)
class Specimen:
    """A schema on the database that it was written for."""

    name: str
    database: str
    source: str
    files: str

    @property
    def title(self):
        return f"{self.name}/{self.database}"


def catalog(path):
    """Every specimen of the catalog, in its order."""
    lines = [line.split() for line in path.read_text().splitlines() if line and not line.startswith("#")]
    return [
        Specimen(name, database, source, files)
        for name, databases, source, files in lines
        for database in databases.split(",")
    ]


def files(specimen):
    """The files of a package, fetched once, in the order in which they are loaded."""
    kind, package = specimen.source.split(":")
    assert kind == "deb", specimen
    folder = debian_package(package)
    found = []
    for pattern in specimen.files.split(","):
        found += [path for path in sorted(folder.glob(pattern)) if path not in found]
    if not found:
        raise FileNotFoundError(f"{package} has no {specimen.files}")
    return found


def debian_package(name):
    """The folder with the files of a Debian package."""
    folder = CACHE / "deb" / name
    with lock(name):
        if not folder.exists():
            downloads = CACHE / "downloads" / name
            downloads.mkdir(parents=True, exist_ok=True)
            command = ["apt-get", "download", "-qq", "-o", "APT::Sandbox::User=root", name]
            subprocess.run(command, cwd=downloads, check=True)
            [archive] = downloads.glob("*.deb")
            folder.parent.mkdir(exist_ok=True)
            subprocess.run(["dpkg", "-x", archive, folder], check=True)
    return folder


def python_package(name):
    """Installs a package of Python's registry once."""
    mark = CACHE / "downloads" / f"{name}.installed"
    with lock(name):
        if not mark.exists():
            install([name])
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.touch()


def lock(name):
    """Held while a package is fetched, so that runs beside each other fetch it once."""
    (CACHE / "locks").mkdir(parents=True, exist_ok=True)
    file = open(CACHE / "locks" / name, "w")
    fcntl.flock(file, fcntl.LOCK_EX)
    return file


def script(paths):
    """The SQL of files, one after the other."""
    return "".join(text(path) + "\n" for path in paths)


def text(path):
    """The SQL of a file, also of a compressed one."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return raw.decode("utf-8", "replace")
