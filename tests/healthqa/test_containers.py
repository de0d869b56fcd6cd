"""What can be told of the containers without running them: they name what is there, and ask for what is documented."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "deploy/Dockerfile").read_text(encoding="utf-8")
COMPOSE = (ROOT / "deploy/compose.yaml").read_text(encoding="utf-8")
#: Of the machine that runs the containers, not of the portal.
OF_CONTAINERS = {"POSTGRES_PASSWORD", "SITE_HOST", "TLS_FOLDER"}
#: Settings that the containers give themselves: folders of the image, a proxy that redirects by itself.
THEIR_OWN = {"SECRET_KEY_FILE", "MEDIA_ROOT", "RENDERED_ROOT", "SSL_REDIRECT", "DEBUG"}


def test_every_variable_of_the_containers_is_explained() -> None:
    guide = (ROOT / "docs/deploy.md").read_text(encoding="utf-8")
    asked = set(re.findall(r"\$\{([A-Z_]+)", COMPOSE))
    assert {name for name in asked if f"`{name}`" not in guide} == set()
    assert asked > OF_CONTAINERS


def test_every_setting_reaches_the_portal_in_its_container() -> None:
    guide = (ROOT / "docs/deploy.md").read_text(encoding="utf-8")
    cells = re.findall(r"^\| (`[A-Z_]+`[^|]*) \|", guide, re.MULTILINE)
    settings = {name for cell in cells for name in re.findall(r"`([A-Z_]+)`", cell)}
    passed = set(re.findall(r"^    ([A-Z_]+):", COMPOSE, re.MULTILINE))
    assert settings > {"SECRET_KEY", "READ_ONLY", "HSTS_PRELOAD"}
    assert settings - THEIR_OWN <= passed


def test_the_names_that_nginx_gets_in_its_container_are_in_its_configuration() -> None:
    site = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
    replaced = re.findall(r"-e 's#([^#]+)#", DOCKERFILE)
    assert len(replaced) == 5
    assert [name for name in replaced if name not in site] == []


def test_what_is_copied_into_images_is_there() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
    names = [name for words in copied for name in words.split()[:-1]]
    assert names
    assert [name for name in names if not (ROOT / name).exists()] == []


def test_the_client_of_redis_is_the_one_that_is_tested() -> None:
    tested = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
    wanted = (ROOT / "deploy/redis.txt").read_text(encoding="utf-8")
    for line in wanted.splitlines()[1:]:
        assert line.rstrip(" \\") in tested, line


def test_the_portal_in_a_container_is_not_root_and_says_whether_it_lives() -> None:
    last = DOCKERFILE.rpartition("FROM ")[2]
    assert re.search(r"^USER healthqa$", last, re.MULTILINE)
    assert "HEALTHCHECK" in last
    assert last.index("USER healthqa") < last.index("CMD [")
