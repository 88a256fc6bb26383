"""Does the image work? `make image` builds it, runs it with few privileges, and tests it.

It uses docker if the daemon runs, and buildah and podman otherwise. With these, no registry is needed: if the base
image is missing, mmdebstrap makes one.
"""

import json
import os
import shlex
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
RESTRICTIONS = ("--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--tmpfs", "/tmp")  # noqa: S108 - in the container
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
TIMEOUT = 30  # seconds
MAX_MEMORY = 80e6  # bytes
MAX_STOP = 2.0  # seconds
HOST_FILES = ("/etc/pip.conf", "/etc/ssl/certs/ca-certificates.crt")  # pip in the build uses the index of this machine
PACKAGES = "ca-certificates,python3,python3-venv,python3-pip"
HOOKS = ('rm -f "$1"/usr/lib/python3.*/EXTERNALLY-MANAGED', 'ln -sf /usr/bin/python3 "$1"/usr/local/bin/python')
HELPERS = ("/usr/local/libexec/podman", "/usr/local/lib/podman", "/usr/libexec/podman", "/usr/lib/podman")
LIMITS = '[containers]\ndefault_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]\n'


class Engine(NamedTuple):
    """The programs that build images and run containers on this machine."""

    builder: Sequence[str]
    command: Sequence[str]
    environment: Mapping[str, str]

    def __call__(self, *arguments: str) -> str:
        """Run a command of the engine and return its output. Raises CalledProcessError."""
        return output([*self.command, *arguments], self.environment)

    def build(self, tag: str, context: Path) -> None:
        """Build an image from a folder. Raises CalledProcessError."""
        command = [*self.builder, "--tag", tag, str(context)]
        subprocess.run(command, check=True, env={**os.environ, **self.environment})  # noqa: S603 - ours

    @property
    def is_docker(self) -> bool:
        """Whether this is docker, which runs health checks by itself."""
        return self.command[0] == "docker"


def output(command: Sequence[str], variables: Mapping[str, str]) -> str:
    """Run a command with more variables and return its standard output. Raises CalledProcessError."""
    environment = {**os.environ, **variables}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment)  # noqa: S603 - ours
    return done.stdout.strip("\n")


def engine(folder: Path) -> Engine:
    """Return docker if its daemon answers, or else podman and buildah with their settings in the folder.

    Raises SystemExit when a tool is missing.
    """
    if shutil.which("docker") and subprocess.run(["docker", "info"], capture_output=True, check=False).returncode == 0:  # noqa: S607 - from the PATH
        return Engine(["docker", "build"], ["docker"], {})
    require("buildah", "podman", "runc", "netavark", "aardvark-dns")
    limits = folder / "containers.conf"
    limits.write_text(LIMITS)
    settings = {"CONTAINERS_CONF": str(limits), "DISABLE_HC_SYSTEMD": "true", "BUILDAH_FORMAT": "docker"}
    mounted = [f"--volume={path}:{path}:ro" for path in HOST_FILES if Path(path).exists()]
    options = ["--pull-never", "--isolation", "chroot", "--network", "host", *mounted]
    podman = Engine(["buildah", "bud", *options], ["podman", "--runtime", "runc"], settings)
    if BASE not in podman("images", "--format", "{{.Repository}}:{{.Tag}}").splitlines():
        make_base(podman, folder / "base.tar")
    return podman


def require(*tools: str) -> None:
    """Print one sentence and end with exit code 2 if a tool is missing."""
    path = os.pathsep.join((os.environ["PATH"], *HELPERS))
    missing = [tool for tool in tools if not shutil.which(tool, path=path)]
    if missing:
        sys.stderr.write(
            "make image: needs docker with a running daemon, or else buildah, podman and their helpers; "
            f"not found: {', '.join(missing)}.\n"
        )
        raise SystemExit(2)


def make_base(run: Engine, tar: Path) -> None:
    """Make a Debian with Python and import it under the name of the base image."""
    require("mmdebstrap")
    hooks = [f"--customize-hook={hook}" for hook in HOOKS]
    options = ["--quiet", "--format=tar", "--variant=minbase", f"--include={PACKAGES}", *hooks]
    output(["mmdebstrap", *options, "trixie", str(tar)], {})
    run("import", "--quiet", str(tar), BASE)


@contextmanager
def running(run: Engine) -> Iterator[float]:
    """Run the container; yield the seconds from its start to its first answer."""
    began = time.monotonic()
    run(
        "run",
        "--detach",
        "--name",
        NAME,
        "--network",
        "host",
        *RESTRICTIONS,
        "--env",
        f"MOCK_APOLLO_PORT={PORT}",
        IMAGE,
    )
    try:
        yield _first_answer() - began
    finally:
        run("rm", "--force", NAME)


def _first_answer() -> float:
    until = time.monotonic() + TIMEOUT
    while time.monotonic() < until:
        try:
            with urlopen(f"{URL}/readyz", timeout=TIMEOUT):  # noqa: S310 - loopback
                return time.monotonic()
        except (URLError, OSError):
            time.sleep(0.01)
    raise SystemExit(f"make image: the container has not answered for {TIMEOUT} seconds.")


def check_process(run: Engine) -> int:
    """Check the user and the capabilities of the process; return the bytes of memory that it uses when idle."""
    pid = _inspected(run, NAME)["State"]["Pid"]
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    status = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
    assert {int(uid) for uid in status["Uid"].split()} == {UID}, status["Uid"]
    assert int(status["CapEff"], 16) == 0, status["CapEff"]
    memory = int(status["VmRSS"].split()[0]) * 1024
    assert memory < MAX_MEMORY, memory
    return memory


def check_health(run: Engine) -> None:
    """Check that the health check of the image succeeds, on a port that is not the default."""
    run(*(["exec", NAME, "mock-apollo", "ready"] if run.is_docker else ["healthcheck", "run", NAME]))


def check_sessions(run: Engine) -> None:
    """Run the sessions and programs of the README against the container, which must not write any file."""
    before = run("diff", NAME)
    tests = [sys.executable, "-m", "pytest", "-q", "tests/docs/test_sessions.py", "-k", "session or program"]
    output(tests, {"TESTED_URL": URL})
    with urlopen(f"{URL}/__admin/journal", timeout=TIMEOUT) as journal:  # noqa: S310 - loopback
        assert b"update-a-contact" in journal.read(), "the sessions called another server"
    assert run("diff", NAME) == before, run("diff", NAME)


@contextmanager
def network(run: Engine) -> Iterator[None]:
    """Run the service in a network of its own under a host name, as compose and services of CI do."""
    run("network", "create", NETWORK)
    try:
        service = ["--name", SERVICE, "--network", NETWORK, "--network-alias", "apollo"]
        run("run", "--detach", *service, *RESTRICTIONS, "--env", f"MOCK_APOLLO_ADMIN_TOKEN={TOKEN}", IMAGE)
        yield
    finally:
        run("rm", "--force", SERVICE)
        run("network", "rm", NETWORK)


def check_neighbour(run: Engine) -> None:
    """Check that another container reaches the service by its name, and /__admin only with the token."""
    client = ["run", "--rm", "--network", NETWORK, "--env", "MOCK_APOLLO_URL=http://apollo:27655"]
    run(*client, IMAGE, "ready", "--wait", str(TIMEOUT))
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
    counts = run(*client, "--env", f"MOCK_APOLLO_ADMIN_TOKEN={TOKEN}", IMAGE, "counts", "--json")
    assert json.loads(counts) == {"update-a-contact": {"200": 1}}, counts


def check_sample(run: Engine, context: Path) -> None:
    """Run the tests of the sample sync engine in a container of their own, against the service."""
    shutil.copytree(SAMPLE, context, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    shutil.copy(ROOT / "constraints.txt", context)
    (context / "Dockerfile").write_text(CLIENT)
    run.build(CLIENT_IMAGE, context)
    client = ["run", "--rm", "--network", NETWORK, "--env", f"MOCK_APOLLO_ADMIN_TOKEN={TOKEN}"]
    report = run(*client, CLIENT_IMAGE, "--apollo-url", "http://apollo:27655")
    assert "12 passed" in report, report


def check_stop(run: Engine) -> float:
    """Stop the container, check its exit code 0, and return the seconds that this took."""
    began = time.monotonic()
    run("stop", "--time", "5", NAME)
    took = time.monotonic() - began
    assert _inspected(run, NAME)["State"]["ExitCode"] == 0
    assert took < MAX_STOP, took
    return took


def _inspected(run: Engine, *of: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("inspect", *of))[0]
    return found


def main() -> None:
    """Test the image; end with exit code 1 when a step fails, and 2 when a tool is missing."""
    try:
        try_image()
    except subprocess.CalledProcessError as error:
        raise SystemExit(f"make image: {shlex.join(error.cmd)} ended with {error.returncode}.") from error


def try_image() -> None:
    """Build the image, test it, and print sizes and times. Raises CalledProcessError."""
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
    sys.stdout.write(f"first answer {ready_after:.2f} s after the start, {memory / 1e6:.0f} MB of memory when idle\n")
    sys.stdout.write(f"stopped in {stopped_after:.2f} s with exit code 0\n")


if __name__ == "__main__":
    main()
