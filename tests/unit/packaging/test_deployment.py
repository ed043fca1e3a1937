"""The files that carry Paperboy to other machines say what its code and its other files say."""

import configparser
import re
import shlex
import tomllib
from functools import cache

import pytest

from bot.model.role import ALL_ROLES
from bot.settings import PaperboySettings
from storage.postgres.address import address
from storage.postgres.errors import OLDEST
from tests.each_of import each_of
from tests.unit.packaging.lock_files import ROOT
from tools.install import PYTHONS

yaml = pytest.importorskip("yaml", reason="an environment of before the lock had it: make dev")

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
VERSIONS = [f"3.{minor}" for minor in range(PYTHONS[0][1], PYTHONS[1][1])]
SCRIPTS = (".ci/run", ".ci/locks", ".ci/audit", ".ci/image", "deploy/paperboy")


def text(path):
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def unit():
    parsed = configparser.ConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str
    parsed.read_string(text("deploy/paperboy.service"))
    return parsed


def compose():
    return yaml.safe_load(text("docker-compose.yml"))["services"]["paperboy"]


@each_of("path", SCRIPTS)
def test_a_script_can_be_carried_out(path):
    assert (ROOT / path).stat().st_mode & 0o111 == 0o111


def test_compose_is_of_a_form_that_any_compose_2_reads():
    service = compose()
    assert all(isinstance(path, str) for path in service["env_file"])  # {path, required} needs 2.24
    assert service["init"] is True


def test_the_profile_scale_is_postgresql_three_workers_and_the_web():
    services = yaml.safe_load(text("docker-compose.yml"))["services"]
    scaled = {name: each for name, each in services.items() if each.get("profiles") == ["scale"]}
    assert set(scaled) == {"postgres", "worker", "web"}
    assert scaled["worker"]["deploy"]["replicas"] == 3
    known = {name.upper() for name in PaperboySettings.model_fields}
    roles = []
    for each in (scaled["worker"], scaled["web"]):
        settings = each["environment"]
        assert {name for name in settings if name.startswith("PAPERBOY_")} <= known
        roles += settings["PAPERBOY_ROLES"].split(",")
        where = address(settings["PAPERBOY_DATABASE"].replace("${POSTGRES_PASSWORD:-}", "secret"))
        assert where.shown == "postgresql://paperboy@postgres:5432/paperboy"
        assert (each["read_only"], each["cap_drop"], each["env_file"]) == (True, ["ALL"], [".env"])
    assert set(roles) == set(ALL_ROLES)
    version = int(re.match(r"postgres:(\d+)\.\d+-\w+@", scaled["postgres"]["image"])[1])
    assert version * 10_000 >= OLDEST


def test_every_setting_that_a_deployment_fixes_is_one():
    known = {name.upper() for name in PaperboySettings.model_fields}
    image = dict(re.findall(r"(PAPERBOY_\w+)=(\S+)", text("Dockerfile")))
    service = dict(word.partition("=")[::2] for word in shlex.split(unit()["Service"]["Environment"]))
    for fixed in (image, compose()["environment"], service):
        names = {name for name in fixed if name.startswith("PAPERBOY_")}
        assert "PAPERBOY_DATABASE" in names
        assert names <= known


def test_the_image_is_built_from_the_lock_files_by_an_exact_python():
    image = text("Dockerfile")
    version, *more = re.findall(r"^FROM python:(\d+\.\d+)\.\d+-slim-\w+", image, re.MULTILINE)
    assert more == []
    assert version in VERSIONS
    commands = re.findall(r"\bpip (?:install|wheel) [^\n&]*", image.replace("\\\n", " "))
    assert len(commands) == 4
    for command in commands:
        assert "--no-deps" in command, command
        assert "--require-hashes" in command or "--no-index" in command or command.rstrip().endswith("."), command
    needed = re.findall(r"^COPY (?!--from)(.+) \S+$", image, re.MULTILINE)
    allowed = {line.removeprefix("!") for line in text(".dockerignore").splitlines() if line.startswith("!")}
    assert {name for line in needed for name in line.split()} == allowed
    assert [name for name in allowed if not (ROOT / name).exists()] == []


def test_the_unit_and_the_command_beside_it_mean_the_same_place():
    service = unit()["Service"]
    command = text("deploy/paperboy")
    for value in (service["WorkingDirectory"], service["EnvironmentFile"], service["ExecStart"].split()[0]):
        assert value in command
    assert f"/var/lib/{service['StateDirectory']}" == service["WorkingDirectory"]
    assert f"--property=User={service['User']}" in command
    assert set(re.findall(r"PAPERBOY_DATABASE=\S+", command)) == set(
        re.findall(r"PAPERBOY_DATABASE=\S+", service["Environment"])
    )


def test_the_unit_gives_what_it_need_not_give_to_nobody():
    service = unit()["Service"]
    assert service["CapabilityBoundingSet"] == ""
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == "yes"


def test_the_unit_lets_the_readers_of_feeds_limit_themselves():
    lines = [line for line in text("deploy/paperboy.service").splitlines() if line.startswith("SystemCallFilter=")]
    denied, allowed = "SystemCallFilter=~@privileged @resources", "SystemCallFilter=setrlimit prlimit64"
    assert lines.index(allowed) > lines.index(denied)  # the later one counts


def test_the_container_may_do_little():
    service = compose()
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert re.findall(r"^USER (\w+)$", text("Dockerfile"), re.MULTILINE) == ["paperboy"]


def test_the_workflow_runs_what_ci_runs_on_every_python():
    (ci,) = (path for path in WORKFLOWS if path.name == "ci.yml")
    job = yaml.safe_load(ci.read_text(encoding="utf-8"))["jobs"]["ci"]
    assert job["strategy"]["matrix"]["python"] == VERSIONS
    assert [step["run"] for step in job["steps"] if "run" in step][-1] == ".ci/run"


def test_in_ci_no_test_on_postgresql_is_skipped_for_want_of_a_server():
    from_where_it_is_set = text(".ci/run").partition("\nexport PAPERBOY_TEST_POSTGRES_REQUIRED=1")[2]
    assert {"\nmake test", "\nmake coverage"} <= set(
        re.findall(r"\nmake (?:test|coverage)\b", from_where_it_is_set)
    )


@each_of("path", WORKFLOWS)
def test_a_workflow_may_little_and_takes_its_actions_by_commit(path):
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 60
        for step in job["steps"]:
            if "uses" in step:
                assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", step["uses"]), step


@each_of(
    "path",
    [".github/dependabot.yml", ".pre-commit-config.yaml", *sorted((ROOT / ".github").glob("ISSUE_TEMPLATE/*"))],
)
def test_what_others_read_can_be_read(path):
    assert yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def test_pre_commit_downloads_nothing():
    (local,) = yaml.safe_load(text(".pre-commit-config.yaml"))["repos"]
    assert local["repo"] == "local"
    assert {hook["language"] for hook in local["hooks"]} == {"system"}
    tools = {hook["entry"].split()[0] for hook in local["hooks"]}
    assert all(tool.startswith(".venv/bin/") for tool in tools)


def test_the_newest_section_of_the_changelog_is_this_version():
    version = tomllib.loads(text("pyproject.toml"))["project"]["version"]
    newest = re.search(r"^## (\S+)", text("CHANGELOG.md"), re.MULTILINE)
    assert newest
    assert newest[1] == version


def test_the_images_base_is_one_version_by_its_digest():
    (base,) = re.findall(r"^FROM (\S+) AS base$", text("Dockerfile"), re.MULTILINE)
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+@sha256:[0-9a-f]{64}", base)
    others = set(re.findall(r"^FROM (\S+)", text("Dockerfile"), re.MULTILINE)) - {base}
    assert others == {"base"}
