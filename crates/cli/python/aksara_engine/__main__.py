"""`python -m aksara_engine` runs the command of the package."""

import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

NAME = "aksara-engine" + (sysconfig.get_config_var("EXE") or "")


def places() -> Iterator[Path]:
    """Where an installer puts commands: of this environment, of the user, beside the package."""
    yield Path(sysconfig.get_path("scripts"))
    scheme = sysconfig.get_preferred_scheme("user") if sys.version_info >= (3, 10) else f"{os.name}_user"
    yield Path(sysconfig.get_path("scripts", scheme=scheme))
    yield Path(__file__).parent.parent / "bin"


def main() -> None:
    """Runs it in the place of this process, or beside it where a system has no such thing."""
    command = next((place / NAME for place in places() if (place / NAME).is_file()), None)
    if command is None:
        sys.exit(f"{NAME} is not installed: pip install --force-reinstall aksara_engine")
    arguments = [str(command), *sys.argv[1:]]
    if os.name == "nt":
        sys.exit(subprocess.run(arguments, check=False).returncode)
    os.execv(command, arguments)


if __name__ == "__main__":
    main()
