# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sphinx: the site that tools/docsite.py builds looks as the public documentation site does."""

import pathlib

project = "asyncops.jobs"
author = "asyncops contributors"
title = html_title = html_short_title = "asyncops.jobs"

extensions = ["sphinx.ext.intersphinx", "sphinx_antsibull_ext"]
# From a file of our own: nothing is fetched.
CORE = str(pathlib.Path(__file__).resolve().parent / "core.inv")
intersphinx_mapping = {"core": ("https://docs.ansible.com/ansible/latest/", CORE)}

html_theme = "sphinx_ansible_theme"
html_theme_options = {"display_version": False}
html_show_sphinx = False
html_use_index = False
html_copy_source = False
pygments_style = "ansible"
highlight_language = "YAML+Jinja"
default_role = "any"
