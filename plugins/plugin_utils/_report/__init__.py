# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report of jobs: read what verbs returned, count, draw, write. Private to asyncops.jobs.

Pure functions over plain data; the two filters in ``plugins/filter`` are the doors.
"""
