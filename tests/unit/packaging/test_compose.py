"""The compose file by the rules of its specification, as far as that can be told without a Docker engine.

https://github.com/compose-spec/compose-spec/blob/main/spec.md; `.ci/image` asks `docker compose config` where there is one.
"""

import re

import pytest

from tests.unit.packaging.lock_files import ROOT

yaml = pytest.importorskip("yaml", reason="an environment of before the lock had it: make dev")

ATTRIBUTES = {  # of a service, those that this file uses: each with what its value is
    "build": str,
    "cap_drop": list,
    "command": str,
    "depends_on": dict,
    "deploy": dict,
    "env_file": list,
    "environment": dict,
    "healthcheck": dict,
    "image": str,
    "init": bool,
    "ports": list,
    "profiles": list,
    "read_only": bool,
    "restart": str,
    "security_opt": list,
    "shm_size": str,
    "stop_grace_period": str,
    "tmpfs": list,
    "volumes": list,
}
DURATION = re.compile(r"(\d+(us|ms|s|m|h))+")
VARIABLE = re.compile(r"\$(?:\$|\{[A-Z_]+(?::?[-?+][^}]*)?\})")


def parsed():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def test_every_part_is_one_that_the_specification_knows():
    file = parsed()
    assert {name for name in file if not name.startswith("x-")} == {"services", "volumes"}
    for name, service in file["services"].items():
        assert re.fullmatch(r"[a-zA-Z0-9._-]+", name)
        for attribute, value in service.items():
            assert isinstance(value, ATTRIBUTES[attribute]), f"{name}.{attribute}"
        assert ("image" in service) != ("build" in service), name
        assert service["restart"] in {"no", "always", "on-failure", "unless-stopped"}
        for value in service.get("environment", {}).values():
            assert isinstance(value, str), f"{name}: {value!r} is to be in quotes"


def test_what_is_referred_to_is_there():
    file = parsed()
    services = file["services"]
    for name, service in services.items():
        for other, how in service.get("depends_on", {}).items():
            assert how["condition"] in {"service_started", "service_healthy", "service_completed_successfully"}
            assert how["condition"] != "service_healthy" or "healthcheck" in services[other]
            assert set(services[other].get("profiles", ())) <= set(service.get("profiles", ())), name
        for volume in service.get("volumes", ()):
            source, target = volume.split(":")
            assert source in file["volumes"], volume
            assert target.startswith("/")
    mounted = {volume.partition(":")[0] for each in services.values() for volume in each.get("volumes", ())}
    assert set(file["volumes"]) == mounted
    hosts = re.findall(r"@([^:/]+):", file["x-database"]["PAPERBOY_DATABASE"])
    assert hosts == ["postgres"]
    assert "postgres" in services


def test_times_ports_and_variables_can_be_read():
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert text.count("$") == len(VARIABLE.findall(text))
    for service in parsed()["services"].values():
        check = service.get("healthcheck", {})
        assert check.keys() <= {"test", "interval", "timeout", "retries", "start_period"}
        times = [check[key] for key in ("interval", "timeout", "start_period") if key in check]
        for time in [*times, service["stop_grace_period"]]:
            assert DURATION.fullmatch(time), time
        for port in service.get("ports", ()):
            assert re.fullmatch(r"127\.0\.0\.1:\d+:\d+", port), "this machine alone: a proxy stands before it"
        for memory in service.get("tmpfs", ()):
            assert re.fullmatch(r"/[a-z]+(:\w+=\w+(,\w+=\w+)*)?", memory)


def test_processes_that_share_a_machine_do_not_share_what_is_one_process_s():
    """A fixed port or a volume, of several replicas, would be the first one's alone."""
    for name, service in parsed()["services"].items():
        if service.get("deploy", {}).get("replicas", 1) > 1:
            assert not {"ports", "volumes", "container_name"} & service.keys(), name


def test_what_is_of_others_is_one_version_by_its_digest():
    images = [each["image"] for each in parsed()["services"].values() if "image" in each]
    assert len(images) == 1
    assert re.fullmatch(r"postgres:\d+\.\d+-\w+@sha256:[0-9a-f]{64}", images[0])


def test_every_process_of_ours_sees_its_signals_and_stops_in_time():
    for name, service in parsed()["services"].items():
        if "build" in service:
            assert service["init"] is True, name
            assert int(service["stop_grace_period"].removesuffix("s")) >= 30, name
            assert service["security_opt"] == ["no-new-privileges:true"]
    assert "HEALTHCHECK" in (ROOT / "Dockerfile").read_text(encoding="utf-8")
