# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of the credential options: the one list that every floor refers to. Private to
asyncops.jobs.
"""

from __future__ import annotations

# Options whose values appear nowhere: `no_log`, masked in texts, allowed in `auth` templates only.
SECRETS = ("password", "token", "client_secret")
# Options that may hold secrets among other things.
TELLING = ("headers", "provider_definition", "query", "body", "filters", "path")
# Options that name who is asking; shown, but sent in `auth` templates only.
IDENTITIES = ("username", "client_id")
# All that authentication is made of.
CREDENTIALS = (*SECRETS, *IDENTITIES, "token_type")
