# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the connection options."""

from __future__ import annotations


class ModuleDocFragment:
    """docs/contract.md, "Connection". Every option but env_prefix falls back to an environment variable."""

    DOCUMENTATION = r"""
options:
  provider:
    description:
      - The system whose jobs are meant.
      - One of V(adverity), V(alteryx), V(commvault), V(illumio), V(log360), a definition that ships with the collection (C(slurm), say;
        M(asyncops.jobs.provider_info) lists them), or the name in O(provider_definition).
      - R(The catalogue, ansible_collections.asyncops.jobs.docsite.catalogue) has a page for each that ships.
      - Falls back to the environment variable E(ASYNCOPS_PROVIDER). So does every other connection option but O(env_prefix),
        each to its own variable C(ASYNCOPS_<OPTION>); an empty variable counts as unset.
    type: str
    required: true
  provider_definition:
    description:
      - A job API declared as data, for any system that is not built in.
      - R(Your own system in ten minutes, ansible_collections.asyncops.jobs.docsite.declaring) shows how.
    type: dict
  base_url:
    description:
      - Scheme, host, port and any path prefix of the system, for example V(https://pce.example.com:8443).
      - The API root is added by the provider; a URL that already ends in it is accepted as well.
    type: str
    required: true
  api_version:
    description: Version of the API, where the system has several. The provider's default where unset.
    type: str
  org_id:
    description: Organisation of an Illumio PCE.
    type: int
    default: 1
  username:
    description: User name; for an Illumio PCE the API key id.
    type: str
  password:
    description: Password; for an Illumio PCE the API key secret. A Commvault login is done with it where O(token) is unset.
    type: str
  token:
    description: A ready token.
    type: str
  token_type:
    description:
      - The scheme word of O(token), where the system has several.
      - Adverity takes V(Token) (the default) for keys made with user credentials, and V(Bearer) for keys made in the web interface.
    type: str
  client_id:
    description: Client id of OAuth2 client credentials (Alteryx).
    type: str
  client_secret:
    description: Client secret of OAuth2 client credentials (Alteryx).
    type: str
  headers:
    description:
      - More request headers. They are treated as secret.
      - They are laid over the provider's own, so that C(Accept) or C(Prefer) can be changed.
    type: dict
  validate_certs:
    description: Whether the server's certificate is checked. Applies to every request, whatever the environment says.
    type: bool
    default: true
  ca_path:
    description: File or folder of CA certificates to trust instead of the usual ones.
    type: path
  client_cert:
    description: Client certificate (PEM; may hold the key as well).
    type: path
  client_key:
    description: Key of O(client_cert).
    type: path
  use_proxy:
    description: Whether proxies named in the environment are used. C(.netrc) is never read.
    type: bool
    default: true
  request_timeout:
    description: Seconds that one request may take to connect, then to be answered, then for each KiB of its answer.
    type: float
    default: 30.0
  request_retries:
    description:
      - How often one request that is safe to repeat is repeated, after a failure of transport or an HTTP code
        408, 425, 429, 500, 502, 503 or 504.
      - Retry-After is honoured; otherwise the pauses grow, with jitter.
      - A request that is not safe to repeat is sent again only after a 429, or when no connection was made.
    type: int
    default: 4
  result_hosts:
    description:
      - Hosts besides that of O(base_url) that a result may be fetched from, as systems that answer presigned links to a storage
        service need it. V(storage.example.com) (any port), V(storage.example.com:8443), or V(*.example.com) (all hosts below it).
      - A link or a redirect to another host is refused; the message names it.
      - Such a result is asked for with GET, over https where O(base_url) is https, and without any credential, cookie, client
        certificate or header of yours.
    type: list
    elements: str
  env_prefix:
    description:
      - What the names of the environment variables begin with that the options fall back to, where a play reaches several systems.
      - With V(ASYNCOPS_SOURCE), say, C(ASYNCOPS_SOURCE_BASE_URL) is read for O(base_url) and C(ASYNCOPS_SOURCE_TOKEN) for O(token), and
        so on for all options that fall back to a variable; C(ASYNCOPS_BASE_URL) and C(ASYNCOPS_TOKEN) are not read then.
      - Where no such variable is set, the task fails.
      - V(ASYNCOPS) where unset.
    type: str
requirements:
  - requests >= 2.25 (where the task runs)
  - jmespath >= 1.0 (where the task runs, for definitions with JMESPath expressions)
seealso:
  - ref: ansible_collections.asyncops.jobs.docsite.user_guide
    description: Connection, the job, states, check mode, secrets; and all other guides.
  - ref: ansible_collections.asyncops.jobs.docsite.errors
    description: What each class of errors means, and what to do.
  - ref: ansible_collections.asyncops.jobs.docsite.troubleshooting
    description: From the words of a message to its cause.
  - name: The guides in the source tree
    description: The same guides as Markdown.
    link: https://github.com/asyncops/asyncops.jobs/blob/main/docs/index.md
"""
