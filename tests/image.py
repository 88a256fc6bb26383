"""Does the image work? It is built, run as a careful user would run it, and tried: `make image`.

docker is taken where its daemon runs; else buildah and podman, with a base that is made here where no registry has one.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
IMAGE = "localhost/mock-apollo:dev"
BASE = "docker.io/library/python:3.13-slim"
NAME = "mock-apollo-smoke"
PORT = 27659
URL = f"http://127.0.0.1:{PORT}"
UID = 10001
CAREFUL = ("--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--tmpfs", "/tmp")  # noqa: S108 - in there
NETWORK, SERVICE, TOKEN = "mock-apollo-net", "mock-apollo-service", "let-me-steer"
UPDATE = """
import os, urllib.request
url = os.environ["MOCK_APOLLO_URL"] + "/api/v1/contacts/66e34b81740c50074e3d1bd4"
headers = {"x-api-key": "demo", "content-type": "application/json"}
print(urllib.request.urlopen(urllib.request.Request(url, b'{"title": "Novelist"}', headers, method="PATCH")).status)
"""
SAMPLE = ROOT / "tests" / "examples" / "sync_engine"
CLIENT_IMAGE = "localhost/mock-apollo-client:dev"
CLIENT = f"""
FROM {IMAGE}
USER root
COPY . .
ENV PIP_CONSTRAINT=constraints.txt
RUN /usr/local/bin/python -m pip --python /opt/mock-apollo/bin/python install --quiet httpx pytest pytest-asyncio
USER {UID}
ENTRYPOINT ["pytest", "-q", "-p", "no:cacheprovider"]
"""
TREE = """
import os, sysconfig
from pathlib import Path
site = Path(sysconfig.get_path("purelib"))
size = lambda top: sum(file.lstat().st_size for file in [top, *top.rglob("*")]) / 1e6
for megabytes, name in sorted(((size(top), top.name) for top in site.iterdir()), reverse=True)[:12]:
    print(f"  {megabytes:5.1f} MB {name}")
print(f"{size(site):.0f} MB of packages, with their bytecode")
"""
PATIENCE = 30  # seconds
MOST_MEMORY = 80e6  # bytes
MOST_TO_STOP = 2.0  # seconds
OF_THE_HOST = ("/etc/pip.conf", "/etc/ssl/certs/ca-certificates.crt")  # how this machine reaches its packages
PACKAGES = "ca-certificates,python3,python3-venv,python3-pip"
HOOKS = ('rm -f "$1"/usr/lib/python3.*/EXTERNALLY-MANAGED', 'ln -sf /usr/bin/python3 "$1"/usr/local/bin/python')
LIMITS = '[containers]\ndefault_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]\n'


class Engine(NamedTuple):
    """How images are built and containers run on this machine."""

    builder: Sequence[str]
    command: Sequence[str]
    environment: Mapping[str, str]

    def __call__(self, *arguments: str) -> str:
        """What a command of the engine prints. Raises CalledProcessError."""
        return said([*self.command, *arguments], self.environment)

    def build(self, tag: str, context: Path) -> None:
        """Make an image of what is in a folder. Raises CalledProcessError."""
        command = [*self.builder, "--tag", tag, str(context)]
        subprocess.run(command, check=True, env={**os.environ, **self.environment})  # noqa: S603 - ours

    @property
    def is_docker(self) -> bool:
        """Whether it is, and so follows the health of containers by itself."""
        return self.command[0] == "docker"


def said(command: Sequence[str], more: Mapping[str, str]) -> str:
    """What a command prints, with more in its environment; what it complains of is seen."""
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, **more})  # noqa: S603 - ours
    return done.stdout.strip("\n")


def engine(folder: Path) -> Engine:
    """docker, if its daemon answers, or else podman and buildah, whose settings stand in a folder."""
    if shutil.which("docker") and subprocess.run(["docker", "info"], capture_output=True, check=False).returncode == 0:  # noqa: S607 - from the PATH
        return Engine(["docker", "build"], ["docker"], {})
    limits = folder / "containers.conf"
    limits.write_text(LIMITS)
    settings = {"CONTAINERS_CONF": str(limits), "DISABLE_HC_SYSTEMD": "true", "BUILDAH_FORMAT": "docker"}
    mounted = [f"--volume={path}:{path}:ro" for path in OF_THE_HOST if Path(path).exists()]
    options = ["--pull-never", "--isolation", "chroot", "--network", "host", *mounted]
    podman = Engine(["buildah", "bud", *options], ["podman", "--runtime", "runc"], settings)
    if BASE not in podman("images", "--format", "{{.Repository}}:{{.Tag}}").splitlines():
        stand_in(podman, folder / "base.tar")
    return podman


def stand_in(run: Engine, tar: Path) -> None:
    """A Debian with Python under the name of the base."""
    hooks = [f"--customize-hook={hook}" for hook in HOOKS]
    options = ["--quiet", "--format=tar", "--variant=minbase", f"--include={PACKAGES}", *hooks]
    said(["mmdebstrap", *options, "trixie", str(tar)], {})
    run("import", "--quiet", str(tar), BASE)


@contextmanager
def running(run: Engine) -> Iterator[float]:
    """How many seconds it took from the start of the container to its first answer."""
    began = time.monotonic()
    run("run", "--detach", "--name", NAME, "--network", "host", *CAREFUL, "--env", f"MOCK_APOLLO_PORT={PORT}", IMAGE)
    try:
        yield _first_answer() - began
    finally:
        run("rm", "--force", NAME)


def _first_answer() -> float:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urlopen(f"{URL}/readyz", timeout=PATIENCE):  # noqa: S310 - loopback
                return time.monotonic()
        except (URLError, OSError):
            time.sleep(0.01)
    raise SystemExit("the container does not answer")


def check_process(run: Engine) -> int:
    """Who it is and what it may do; how many bytes of memory it takes at rest."""
    pid = _inspected(run, NAME)["State"]["Pid"]
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    status = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
    assert {int(uid) for uid in status["Uid"].split()} == {UID}, status["Uid"]
    assert int(status["CapEff"], 16) == 0, status["CapEff"]
    memory = int(status["VmRSS"].split()[0]) * 1024
    assert memory < MOST_MEMORY, memory
    return memory


def check_health(run: Engine) -> None:
    """Its health check finds it, on a port that is not the usual one."""
    run(*(["exec", NAME, "mock-apollo", "ready"] if run.is_docker else ["healthcheck", "run", NAME]))


def check_sessions(run: Engine) -> None:
    """The README's sessions and programs, against the container; nothing is written by them."""
    before = run("diff", NAME)
    tests = [sys.executable, "-m", "pytest", "-q", "tests/docs/test_sessions.py", "-k", "session or program"]
    said(tests, {"TESTED_URL": URL})
    with urlopen(f"{URL}/__admin/journal", timeout=PATIENCE) as journal:  # noqa: S310 - loopback
        assert b"update-a-contact" in journal.read(), "the sessions spoke to somebody else"
    assert run("diff", NAME) == before, run("diff", NAME)


@contextmanager
def network(run: Engine) -> Iterator[None]:
    """The service in a network of its own, under its name, as compose and CI services have it."""
    run("network", "create", NETWORK)
    try:
        service = ["--name", SERVICE, "--network", NETWORK, "--network-alias", "apollo"]
        run("run", "--detach", *service, *CAREFUL, "--env", f"MOCK_APOLLO_ADMIN_TOKEN={TOKEN}", IMAGE)
        yield
    finally:
        run("rm", "--force", SERVICE)
        run("network", "rm", NETWORK)


def check_neighbour(run: Engine) -> None:
    """Another container reaches the service by its name: Apollo's paths at once, control with the token only."""
    client = ["run", "--rm", "--network", NETWORK, "--env", "MOCK_APOLLO_URL=http://apollo:27655"]
    run(*client, IMAGE, "ready", "--wait", str(PATIENCE))
    assert run(*client, "--entrypoint", "python", IMAGE, "-c", UPDATE) == "200"
    refused = subprocess.run(  # noqa: S603 - ours
        [*run.command, *client, IMAGE, "counts"],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, **run.environment},
    )
    assert refused.returncode == 2, refused.stdout
    assert "Send the admin token" in refused.stderr, refused.stderr
    counts = run(*client, "--env", f"MOCK_APOLLO_ADMIN_TOKEN={TOKEN}", IMAGE, "counts")
    assert json.loads(counts) == {"update-a-contact": {"200": 1}}, counts


def check_sample(run: Engine, context: Path) -> None:
    """The tests of the sample sync engine, in a container of their own, against the service."""
    shutil.copytree(SAMPLE, context, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    shutil.copy(ROOT / "constraints.txt", context)
    (context / "Dockerfile").write_text(CLIENT)
    run.build(CLIENT_IMAGE, context)
    client = ["run", "--rm", "--network", NETWORK, "--env", f"MOCK_APOLLO_ADMIN_TOKEN={TOKEN}"]
    said_by_pytest = run(*client, CLIENT_IMAGE, "--apollo-url", "http://apollo:27655")
    assert "12 passed" in said_by_pytest, said_by_pytest


def check_stop(run: Engine) -> float:
    """It ends when it is told to, with exit code 0; how many seconds that took."""
    began = time.monotonic()
    run("stop", "--time", "5", NAME)
    took = time.monotonic() - began
    assert _inspected(run, NAME)["State"]["ExitCode"] == 0
    assert took < MOST_TO_STOP, took
    return took


def _inspected(run: Engine, *of: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("inspect", *of))[0]
    return found


def main() -> None:
    """Build it, try it, print what was measured."""
    with TemporaryDirectory() as folder:
        run = engine(Path(folder))
        run.build(IMAGE, ROOT)
        with running(run) as ready_after:
            memory = check_process(run)
            check_health(run)
            check_sessions(run)
            stopped_after = check_stop(run)
        with network(run):
            check_neighbour(run)
            check_sample(run, Path(folder) / "client")
        tree = run("run", "--rm", "--entrypoint", "python", IMAGE, "-c", TREE)
        size, base = (_inspected(run, image)["Size"] for image in (IMAGE, BASE))
    sys.stdout.write(tree + "\n")
    sys.stdout.write(f"size {size / 1e6:.0f} MB, of which the base is {base / 1e6:.0f} MB\n")
    sys.stdout.write(f"first answer {ready_after:.2f} s after the start, {memory / 1e6:.0f} MB of memory at rest\n")
    sys.stdout.write(f"stopped in {stopped_after:.2f} s with exit code 0\n")


if __name__ == "__main__":
    main()
