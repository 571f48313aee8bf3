# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What examples on the pages are filled with, one row for each definition of the catalogue."""

from __future__ import annotations

from .sample import Sample

POST = "POST"
SAMPLES: dict[str, Sample] = {
    "airflow": Sample(
        base_url="https://airflow.example.com",
        job_id="etl/manual__2026-11-29T08:00:00+00:00",
        submit={
            "method": POST,
            "path": "dags/etl/dagRuns",
            "body": {"logical_date": None, "conf": {"day": "2026-11-28"}},
        },
        filters={"dag_id": "etl", "state": ["queued", "running"]},
    ),
    "awx": Sample(
        base_url="https://awx.example.com",
        job_id="1042",
        submit={
            "method": POST,
            "path": "job_templates/7/launch/",
            "body": {"extra_vars": {"release": "1.4"}},
        },
    ),
    "azure_lro": Sample(
        base_url="https://management.azure.com",
        job_id="/subscriptions/SUB/providers/Microsoft.Compute/locations/westeurope/operations/ID",
        submit={
            "method": POST,
            "path": "subscriptions/SUB/resourceGroups/RG/providers/Microsoft.Compute/virtualMachines/VM/start",
            "query": {"api-version": "2024-07-01"},
        },
    ),
    "databricks": Sample(
        base_url="https://acme.cloud.databricks.com",
        job_id="4242",
        submit={
            "method": POST,
            "path": "jobs/run-now",
            "body": {"job_id": 7, "job_parameters": {"day": "2026-11-28"}},
        },
        filters={"job_id": 7, "active_only": True},
    ),
    "elasticsearch_tasks": Sample(
        base_url="https://search.example.com:9200",
        job_id="oTUltX4IQMOUUVeiohTt8A:124",
        submit={
            "method": POST,
            "path": "_reindex",
            "body": {"source": {"index": "logs-1"}, "dest": {"index": "logs-2"}},
        },
        filters={"actions": ["*reindex"]},
    ),
    "fhir_bulk": Sample(
        base_url="https://fhir.example.com/r4",
        job_id="https://fhir.example.com/r4/status/42",
        submit={"path": "Group/7/$export", "query": {"_type": "Patient,Observation"}},
    ),
    "flower": Sample(
        base_url="http://flower.example.com:5555",
        job_id="91396550-c228-4111-9da4-9d88cfd5ddc6",
        submit={"method": POST, "path": "task/async-apply/tasks.add", "body": {"args": [1, 2]}},
        filters={"state": "FAILURE", "taskname": "tasks.add"},
    ),
    "google_aip151": Sample(
        base_url="https://dataproc.googleapis.com",
        job_id="projects/P/regions/europe-west1/operations/ID",
        submit={
            "method": POST,
            "path": "projects/P/regions/europe-west1/clusters",
            "body": {"clusterName": "nightly"},
        },
        filters={"parent": "projects/P/regions/europe-west1"},
    ),
    "jenkins": Sample(
        base_url="https://jenkins.example.com",
        job_id="job/app/12",
        submit={
            "method": POST,
            "path": "job/app/buildWithParameters",
            "query": {"branch": "main"},
        },
        filters={"job": "app"},
    ),
    "jupyter_scheduler": Sample(
        base_url="https://jupyter.example.com",
        job_id="b4c97cf0-b2b2-44f4-95f4-120ea841def8",
        submit={
            "method": POST,
            "path": "jobs",
            "body": {
                "name": "report",
                "input_uri": "report.ipynb",
                "runtime_environment_name": "jupyterlab-env",
                "output_formats": ["ipynb"],
            },
        },
        filters={"status": "FAILED"},
    ),
    "lxd": Sample(
        base_url="https://lxd.example.com:8443",
        job_id="a40f5541-5e98-454f-b3b6-8a51ef5dbd3c",
        submit={
            "method": POST,
            "path": "instances",
            "body": {
                "name": "web1",
                "source": {"type": "image", "alias": "debian/12"},
            },
        },
    ),
    "ogc_processes": Sample(
        base_url="https://maps.example.com/ogc",
        job_id="38a71492-e712-11f1",
        submit={
            "method": POST,
            "path": "processes/buffer/execution",
            "body": {"inputs": {"distance": 10}},
        },
    ),
    "openeo": Sample(
        base_url="https://openeo.example.org/openeo/1.2",
        job_id="j-2406047c20fc4966ab637d387502728f",
        submit={
            "method": POST,
            "body": {"title": "ndvi", "process": {"process_graph": {}}},
        },
    ),
    "pulp": Sample(
        base_url="https://pulp.example.com",
        job_id="0193a1f2-7c3e-7a60-8f0e-2f0b5c1d9e11",
        submit={"method": POST, "path": "repositories/rpm/rpm/UUID/sync/", "body": {}},
        filters={"state": "failed"},
    ),
    "rclone": Sample(
        base_url="http://files.example.com:5572",
        job_id="7",
        submit={
            "method": POST,
            "path": "sync/copy",
            "body": {"srcFs": "/srv/data", "dstFs": "backup:data"},
        },
    ),
    "rfc7240": Sample(
        base_url="https://api.example.com",
        job_id="https://api.example.com/status/42",
        submit={"method": POST, "path": "reports", "body": {"year": 2026}},
    ),
    "salesforce_bulk2": Sample(
        base_url="https://acme.my.salesforce.com",
        job_id="query/750R0000000zlh9IAA",
        submit={
            "method": POST,
            "path": "jobs/query",
            "body": {"operation": "query", "query": "SELECT Id, Name FROM Account"},
        },
        filters={"kind": "ingest"},
    ),
    "scrapyd": Sample(
        base_url="http://scrapyd.example.com:6800",
        job_id="cb179a80ebcd11f181b302fc00000001",
        submit={
            "method": POST,
            "path": "schedule.json",
            "body": {"project": "shop", "spider": "prices"},
        },
        filters={"project": "shop"},
    ),
    "slurm": Sample(
        base_url="https://slurm.example.com",
        job_id="4711",
        submit={
            "method": POST,
            "path": "job/submit",
            "body": {
                "job": {"name": "night", "environment": {"PATH": "/bin:/usr/bin"}},
                "script": "#!/bin/sh\nsrun ./simulate\n",
            },
        },
    ),
    "uws": Sample(
        base_url="https://dc.example.org/tap",
        job_id="x1k2j3",
        submit={
            "method": POST,
            "path": "async",
            "body": {"LANG": "ADQL", "QUERY": "SELECT TOP 10 * FROM tap_schema.tables"},
        },
        filters={"PHASE": ["EXECUTING", "QUEUED"]},
    ),
}
SAMPLES["respond_async"] = SAMPLES["rfc7240"]
