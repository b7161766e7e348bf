"""What the two package managers are told must agree."""

from __future__ import annotations

import gzip
import json
import tomllib
from pathlib import Path

import pytest

import iopsdata_jupyter

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def project():
    return tomllib.loads((REPOSITORY / "pyproject.toml").read_text())


@pytest.fixture(scope="module")
def package():
    return json.loads((REPOSITORY / "package.json").read_text())


@pytest.fixture(scope="module")
def lock():
    return json.loads((REPOSITORY / "package-lock.json").read_text())


def test_there_is_one_version(project, package, lock):
    versions = {project["project"]["version"], package["version"], lock["version"]}
    assert versions == {iopsdata_jupyter.__version__}


def test_the_lock_names_no_registry(lock):
    assert not [name for name, entry in lock["packages"].items() if "resolved" in entry]


def test_the_lock_has_the_native_bindings_of_other_machines(lock):
    names = " ".join(lock["packages"])
    for tool in ("@esbuild/", "@rspack/binding-", "@rolldown/binding-"):
        for system in ("darwin-arm64", "linux-x64", "win32-x64"):
            assert f"{tool}{system}" in names


def test_the_lab_extension_is_installed_under_the_name_it_is_known_by(project, package):
    shared = project["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    [extension] = iopsdata_jupyter._jupyter_labextension_paths()
    assert extension["dest"] == package["name"]
    assert shared[f"iopsdata_jupyter/{extension['src']}"] == f"share/jupyter/labextensions/{package['name']}"


def test_the_package_does_not_make_every_script_below_it_a_module(package):
    # A virtual environment in the repository holds jupyter_builder's yarn.js, which is none: with
    # `"type": "module"` here, `jupyter labextension list` fails to run it.
    assert "type" not in package


def test_the_lab_extension_stays_small():
    # The built extension, as a browser fetches it; the goal is of issue "JupyterLab".
    scripts = list((REPOSITORY / "iopsdata_jupyter" / "labextension" / "static").glob("*.js"))
    assert scripts, "build it with: npm run build"
    assert sum(len(gzip.compress(script.read_bytes())) for script in scripts) <= 400_000
