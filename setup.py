"""What pyproject.toml cannot say: what lies at the top of the repository is installed as a folder of the package.

There `dsi_geo.bundled` finds it. Which of it goes along is said in pyproject.toml, with everything else.
"""

from __future__ import annotations

from setuptools import find_packages, setup

setup(
    script_name="setup.py",  # else this file would be taken for a module of that folder
    packages=[*find_packages(include=["dsi_geo", "dsi_geo.*"]), "dsi_geo.installed"],
    package_dir={"dsi_geo.installed": "."},
)
