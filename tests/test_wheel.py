"""The package as pip installs it, far from the checkout: built, installed and used as somebody uses it."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import sys
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from dsi_geo import __version__
from tests.serving import ROOT, Service, faults, free_port, own_environment

REBUILDING = (
    *("country_spellings.csv", "region_names.csv", "requirements.txt", "subdivision_spellings.csv"),
    *("figures.csv", "parts.csv", "regions.csv"),
)
"""Files of data/ that its build scripts read, and nothing else does."""
TWO_RECORDS = (
    "id,name,address,city,country,latitude,longitude\n"
    "1,A,Mittelweg 50,Berlin,DE,52.47123,13.43456\n2,B,50 Mittelweg,Berlin,DE,52.57123,13.43456\n"
)


@dataclass(frozen=True)
class Installed:
    """An environment that holds the wheel, and a folder elsewhere to use it in."""

    environment: Path
    elsewhere: Path
    home: Path

    @property
    def variables(self) -> dict[str, str]:
        """Without any that leads back to the checkout."""
        own = {name: value for name, value in own_environment().items() if not name.startswith("PYTHON")}
        return own | {"HOME": str(self.home), "PYTHONUTF8": "1"}

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a program of the environment in the folder elsewhere."""
        program = str(self.environment / "bin" / command[0])
        return subprocess.run(
            [program, *command[1:]],
            cwd=self.elsewhere,
            env=self.variables,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """Built as `make wheel` does: the source archive from the checkout, the wheel from the source archive."""
    source, target = tmp_path_factory.mktemp("build") / "source", tmp_path_factory.mktemp("dist")
    left_out = (".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "*-results", "dist", "*.egg-info")
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(*left_out))
    built = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(target), str(source)],
        cwd=target,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (found,) = target.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Installed:
    """The wheel alone in an environment of its own, which borrows the libraries of the tests'."""
    folder = tmp_path_factory.mktemp("installed")
    here = Installed(folder / "environment", folder / "elsewhere", folder / "home")
    here.elsewhere.mkdir()
    here.home.mkdir()
    venv.create(here.environment, symlinks=True)
    (packages,) = here.environment.glob("lib/python*/site-packages")
    libraries = [entry for entry in sys.path if Path(entry).name in ("site-packages", "dist-packages")]
    packages.joinpath("borrowed.pth").write_text("\n".join(libraries))
    pip = [sys.executable, "-m", "pip", "--python", str(here.environment / "bin" / "python"), "install"]
    subprocess.run([*pip, "--quiet", "--no-deps", "--no-index", str(wheel)], cwd=folder, check=True)
    return here


@pytest.fixture
def served(installed, tmp_path) -> Iterator[Service]:
    """`dsi-geo serve` as long as the test runs, asked to run the script when it is asked for its health.

    It is started in a folder that holds a package of the same name, as a checkout does.
    """
    folder = installed.elsewhere / "checkout"
    folder.mkdir()
    folder.joinpath("dsi_geo.py").write_text("raise ImportError('of the folder')")
    port = str(free_port())
    service = Service(
        [str(installed.environment / "bin" / "dsi-geo"), "serve", "--port", port],
        f"http://localhost:{port}",
        folder,
        tmp_path / "log.txt",
        installed.variables | {"STREAMLIT_SERVER_SCRIPT_HEALTH_CHECK_ENABLED": "true"},
    )
    yield service
    service.stop()


def expected() -> dict[str, Path]:
    """What the wheel is to hold, and where it lies in the checkout."""
    package = {path for path in (ROOT / "dsi_geo").rglob("*") if "__pycache__" not in path.parts}
    data = {path for path in (ROOT / "data").rglob("*") if path.suffix not in (".py", ".pyc")}
    top = {ROOT / "dashboard.py", ROOT / ".streamlit" / "config.toml", *(ROOT / "pages").glob("*.py")}
    top |= {path for path in data if path.name not in REBUILDING}
    return {
        **{str(path.relative_to(ROOT)): path for path in package if path.is_file()},
        **{f"dsi_geo/installed/{path.relative_to(ROOT)}": path for path in top if path.is_file()},
    }


def test_the_wheel_holds_the_package_and_what_it_reads_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        found = {name for name in archive.namelist() if ".dist-info/" not in name}
        assert found == set(expected())
        changed = [name for name, path in expected().items() if archive.read(name) != path.read_bytes()]
        licences = {Path(name).name for name in archive.namelist() if ".dist-info/licenses/" in name}
    assert changed == []
    assert licences == {"LICENSE", "OFL.txt"}


def test_it_is_imported_from_where_it_was_installed(installed):
    told = installed.run("python", "-c", "import dsi_geo, sys; print(dsi_geo.__file__, *sys.path, sep='\\n')")
    file, *path = told.stdout.splitlines()
    assert Path(file).is_relative_to(installed.environment)
    assert str(ROOT) not in path


@pytest.mark.parametrize(
    ("command", "name"), [(["dsi-geo"], "dsi-geo"), (["python", "-m", "dsi_geo"], "python -m dsi_geo")]
)
def test_the_command_calls_itself_as_it_was_called(installed, command, name):
    assert installed.run(*command, "--version").stdout == f"{__version__}\n"
    for arguments, usage in ((["--help"], ""), (["check", "--help"], " check")):
        told = installed.run(*command, *arguments)
        assert (told.returncode, told.stderr) == (0, "")
        assert told.stdout.startswith(f"usage: {name}{usage} [-h]")


def test_check_counts_the_demonstration(installed):
    told = installed.run("dsi-geo", "check")
    assert (told.returncode, told.stderr) == (0, "Opening the demonstration database …\n")
    assert next(csv.DictReader(io.StringIO(told.stdout)))["count"] == "902"


def test_check_reads_a_file_in_a_process_of_its_own(installed):
    installed.elsewhere.joinpath("two.csv").write_text(TWO_RECORDS)
    told = installed.run("dsi-geo", "check", "two.csv")
    assert (told.returncode, told.stderr.splitlines()[0]) == (0, "Opening two.csv …")
    assert told.stdout.count("coordinates_disagree,") == 3  # the count, and each of the two
    assert "town,Berlin,2" in told.stdout


def test_a_module_of_a_library_never_hides_one_of_the_standard_library(installed):
    """As the backports of enum, typing and others would, which some environments still hold."""
    installed.elsewhere.joinpath("two.csv").write_text(TWO_RECORDS)
    (packages,) = installed.environment.glob("lib/python*/site-packages")
    backport = packages / "uuid.py"
    backport.write_text("raise ImportError('the backport')")
    try:
        told = installed.run("dsi-geo", "check", "two.csv")
    finally:
        backport.unlink()
    assert (told.returncode, told.stderr.splitlines()[0]) == (0, "Opening two.csv …")


def test_a_file_is_read_by_libraries_that_lie_beside_the_package_in_any_folder(wheel, installed, tmp_path):
    """As with `pip install --user` or `--target`: outside of what belongs to Python itself."""
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index")
    subprocess.run([*pip, "--target", str(tmp_path), str(wheel)], check=True)
    shutil.copytree(Path(openpyxl.__file__).parent, tmp_path / "openpyxl")  # loaded when a workbook is read
    pd.DataFrame({"id": [1], "name": ["A"], "city": ["Berlin"]}).to_excel(
        installed.elsewhere / "one.xlsx", index=False
    )
    told = subprocess.run(
        [sys.executable, "-m", "dsi_geo", "check", "one.xlsx"],
        cwd=installed.elsewhere,
        env=installed.variables | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (told.returncode, told.stderr.splitlines()[0]) == (0, "Opening one.xlsx …")
    assert "town,Berlin,1" in told.stdout


def test_report_is_written(installed):
    told = installed.run("dsi-geo", "report", "--where", "region=Berlin", "--output", "report.html")
    assert told.returncode == 0, told.stderr
    page = installed.elsewhere.joinpath("report.html").read_text("utf-8")
    assert f"DSI Geo {__version__}" in page
    assert "data:image/svg+xml" in page


def test_serve_runs_the_dashboard_with_its_settings_and_leaves_nothing_behind(installed, served):
    for path, answer in (
        ("", b"<title>"),
        ("/_stcore/health", b"ok"),
        ("/_stcore/script-health-check", b"ok"),
    ):
        with urllib.request.urlopen(f"{served.url}{path}", timeout=60) as answered:
            assert answered.status == 200
            assert answer in answered.read()
    assert f"on 127.0.0.1:{served.host.partition(':')[2]}\n" in served.log
    # Without the settings beside dashboard.py Streamlit tells that it collects them.
    assert "usage statistics" not in served.log
    assert faults(served.log) == []
    assert not any(word in served.log for word in ("ERROR", "WARNING", "Error", "Configuration:"))
    assert not installed.home.joinpath(".streamlit").exists()
    assert [path.name for path in (installed.elsewhere / "checkout").iterdir()] == ["dsi_geo.py"]


def test_the_configuration_lies_where_it_is_started_and_not_within_the_package(installed, tmp_path):
    told = "Configuration: “acent” is no key of the configuration; did you mean accent?\n"
    within = installed.run("python", "-c", "from dsi_geo import bundled; print(bundled.ROOT)").stdout.strip()
    for folder, said in ((Path(within), ""), (installed.elsewhere, told)):
        file = folder / "dsi_geo.toml"
        file.write_text('acent = "#123456"')
        try:
            assert installed.run("python", "-m", "dsi_geo.app.settings").stderr == said
        finally:
            file.unlink()
