# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the options that say which results are fetched, and where they go."""

from __future__ import annotations


class ModuleDocFragment:
    """docs/contract.md, "job_result"."""

    DOCUMENTATION = r"""
options:
  dest:
    description:
      - File to save the result to. It is streamed to a temporary file and moved into place whole, and only if its content differs.
      - A folder takes each result under the name the system gives it, or the id of its job where there is none; it is needed where
        there are several results. A path is a folder where it exists as one, or ends with C(/).
      - Of several results all are saved or none.
      - A new file is readable by its owner only, unless O(mode) says otherwise.
      - Its folder, and the file options, are tried before anything is sent.
    type: path
  outputs:
    description:
      - Which results of a job are fetched, where the system has several (C(outputs) of a job), by their ids, names or globs such as
        V(*.csv). The default is all of them.
      - What none of the results is called is refused before any is fetched, with what there is; a system that has no choice refuses
        the option.
    type: list
    elements: str
  format:
    description:
      - In which format results are fetched, where the system has several (C(formats) of an output), in any case of its letters.
        The default is the first of each.
      - One that a result does not have is refused before any is fetched, with what there is; a system that has no choice refuses the
        option.
    type: str
  max_size:
    description:
      - How large one result may be, in bytes, with C(k), C(m), C(g) or C(t) behind the number for units of 1024 (V(2g)).
      - What is larger is refused by the name of this option. The default is no bound with O(dest), and 64 MiB for a result
        that is returned.
      - An answer that has to be read as a whole to find the result in it, such as a page, may have 256 MiB with O(dest), or
        this size where it is larger.
    type: str
  delete_after:
    description:
      - Whether to delete the jobs once they have ended and the result is safe, on success only or always.
      - A job goes with all that it left, whatever O(outputs) says.
      - A job that is still running is never deleted. A delete that the system refuses fails the task.
    type: str
    choices: [never, success, always]
    default: never
"""
