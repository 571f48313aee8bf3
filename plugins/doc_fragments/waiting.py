# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the waiting options."""

from __future__ import annotations


class ModuleDocFragment:
    """docs/contract.md, "Waiting"."""

    DOCUMENTATION = r"""
options:
  wait_timeout:
    description:
      - Seconds to wait at most, by a monotonic clock. V(0) polls once.
      - Nothing is stopped or deleted because a wait ended, unless O(on_timeout=stop).
      - Where the task's own C(timeout) or C(async) is shorter, the wait ends shortly before that, so that the task can still tell
        the ids of the jobs.
    type: float
    default: 600.0
  wait_interval:
    description:
      - Upper bound in seconds of the pace at which jobs are polled, where the server gives no Retry-After.
      - A pause is half a second at first, grows by 3 % of the time already waited, and is jittered downward by up to a third.
    type: float
    default: 30.0
  retry_after_max:
    description: The most seconds that a server's Retry-After is honoured for.
    type: float
    default: 300.0
  on_timeout:
    description:
      - What the end of the time means.
      - With V(fail) the task fails, and the jobs go on.
      - With V(return) the task is ok and returns C(timed_out=true).
      - With V(stop) the jobs are stopped where the system can, and the task fails.
    type: str
    choices: [fail, return, stop]
    default: fail
  fail_on:
    description:
      - The states that fail the task. A job that ends as V(partial) gives a warning otherwise.
      - With V(waiting) among them, the wait ends and the task fails as soon as one job needs somebody or something; the jobs go on.
        M(asyncops.jobs.job_stop) pays no heed to it.
    type: list
    elements: str
    choices: [succeeded, partial, failed, stopped, skipped, lost, waiting]
    default: [failed, stopped, skipped, lost]
  wait_until:
    description:
      - States at which a job is no longer waited for, besides the terminal ones. V(running), for example, waits until the job has begun.
      - A job that has not ended has no result yet, and is not deleted afterwards.
      - M(asyncops.jobs.job_stop) heeds V(stopping) only.
    type: list
    elements: str
    choices: [queued, running, waiting, stopping, succeeded, partial, failed, stopped, skipped, lost]
seealso:
  - ref: ansible_collections.asyncops.jobs.docsite.waiting
    description: Who sets the pace, the deadline, many jobs, what counts as failure.
"""
