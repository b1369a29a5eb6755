# SPDX-License-Identifier: MIT
"""Stands in for imgui-bundle's build backend while pip downloads its source (see obtain.py).

pip wants a source package's metadata; the package carries it ready-made in PKG-INFO.
"""

import email
import pathlib
import shutil


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    with open("PKG-INFO", encoding="utf-8") as file:
        fields = email.message_from_file(file)
    name = fields["Name"].replace("-", "_")
    folder = pathlib.Path(metadata_directory) / f"{name}-{fields['Version']}.dist-info"
    folder.mkdir(parents=True)
    shutil.copyfile("PKG-INFO", folder / "METADATA")
    return folder.name


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    raise RuntimeError("only the source is wanted")
