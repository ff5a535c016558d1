"""A node's files: who can read them, and what a node is told about where it stands."""

from __future__ import annotations

import json
import stat
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509

from tajawub.cli.main import parser
from tajawub.node import clock, config, provision
from tajawub.node.config import Paging
from tajawub.node.postgres import Cluster
from tajawub.node.provision import Profile
from tajawub.node.supervisor import Node, Part

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def _made(folder: Path, *, host: str = config.LOCAL) -> config.Node:
    return provision.create(folder, Profile("tests", "FR", "Tests", "fr", "Europe/Paris", 1, 2, host=host), at=NOW)


def _names(node: config.Node) -> list[object]:
    certificate = x509.load_pem_x509_certificate((node.keys / "tls.crt").read_bytes())
    return [name.value for name in certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value]


def test_who_could_read_the_old_file_cannot_read_the_new_one(tmp_path: Path) -> None:
    file = tmp_path / "node.toml"
    file.write_text("open to all")
    file.chmod(0o644)
    with file.open() as held:
        config.write_private(file, b"secret")
        assert held.read() == "open to all"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_bytes() == b"secret"
    assert list(tmp_path.iterdir()) == [file]


def test_a_node_is_read_as_it_was_written(tmp_path: Path) -> None:
    node = _made(tmp_path / "node", host="2001:db8::7")
    config.write(node.folder, node)
    assert config.load(node.folder) == node
    assert node.owner.user == "tajawub_tests_owner"


@pytest.mark.parametrize(
    ("section", "paging"),
    [
        ('command = ["/usr/local/bin/page", "--now"]', Paging(command=("/usr/local/bin/page", "--now"))),
        (
            'smtp = { host = "mail.example", port = 2525, from = "node@example.org" }',
            Paging(host="mail.example", port=2525, sender="node@example.org"),
        ),
        (
            'smtp = { host = "mail.example", from = "node@example.org" }',
            Paging(host="mail.example", sender="node@example.org"),
        ),
    ],
)
def test_the_road_to_officers_is_read_and_written(tmp_path: Path, section: str, paging: Paging) -> None:
    node = _made(tmp_path / "node")
    assert node.paging == Paging()
    file = node.folder / config.FILE
    file.write_text(f"{file.read_text()}\n[paging]\n{section}\n", encoding="utf-8")
    read = config.load(node.folder)
    assert read == replace(node, paging=paging)
    config.write(node.folder, read)
    assert config.load(node.folder) == read


@pytest.mark.parametrize(
    "section",
    [
        'command = "/usr/local/bin/page"',
        "command = [1]",
        'smtp = { host = "mail.example" }',
        'command = ["x"]\nsmtp = { host = "m", from = "n" }',
        'comand = ["x"]',
    ],
)
def test_a_road_to_officers_that_cannot_be_is_refused(tmp_path: Path, section: str) -> None:
    file = _made(tmp_path / "node").folder / config.FILE
    file.write_text(f"{file.read_text()}\n[paging]\n{section}\n", encoding="utf-8")
    with pytest.raises(config.BadConfig, match=r"\[paging\]"):
        config.load(file.parent)


def test_officers_open_the_pages_through_the_proxy_where_there_is_one(tmp_path: Path) -> None:
    node = _made(tmp_path / "node", host="node.justice.example")
    assert node.address == "https://node.justice.example"
    assert replace(node, https=False).address == "http://node.justice.example:1"


def test_a_node_without_its_owners_login_says_what_is_missing(tmp_path: Path) -> None:
    node = _made(tmp_path / "node")
    (node.folder / config.OWNER_FILE).unlink()
    with pytest.raises(
        config.BadConfig, match=r"owner\.toml cannot be read \(No such file or directory\): put it back"
    ):
        _ = config.load(node.folder).owner
    supervisor = Node(node.folder)
    try:
        with pytest.raises(config.BadConfig, match=r"owner\.toml cannot be read"):
            supervisor.start([Part.POSTGRES])
    finally:
        supervisor.stop()
    assert not Cluster.of(node.folder).exists


def test_a_node_without_a_name_stays_on_its_machine(tmp_path: Path) -> None:
    node = _made(tmp_path / "node")
    assert (node.as4_listen, node.hosts, node.origin) == (
        "127.0.0.1",
        ("127.0.0.1", "localhost"),
        "tajawub.example/fr",
    )
    assert _names(node) == [ip_address("127.0.0.1"), "localhost"]
    assert provision.read_introduction(node.folder / provision.INTRODUCTION).url == "https://127.0.0.1:2/as4"


def test_a_node_is_made_for_the_name_it_is_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "node",
        "create",
        str(tmp_path / "node"),
        "--state",
        "FR",
        "--name",
        "Paris",
        "--time-zone",
        "Europe/Paris",
    ]
    arguments = parser("node").parse_args([*words, "--host", "node.justice.example"])
    assert arguments.run(arguments) == 0, capsys.readouterr().err
    node = config.load(tmp_path / "node")
    assert (node.as4_listen, node.hosts) == ("0.0.0.0", ("node.justice.example",))  # noqa: S104
    assert node.origin == "node.justice.example/fr"
    assert _names(node) == ["node.justice.example"]
    introduction = provision.read_introduction(node.folder / provision.INTRODUCTION)
    assert introduction.url == "https://node.justice.example:8111/as4"
    assert introduction.log_key.startswith("node.justice.example/fr+")


@pytest.mark.parametrize(
    "host", ["", "Node.example", "node.example/x", "node example", "-a.example", "https://a.example"]
)
def test_what_is_no_host_makes_no_node(tmp_path: Path, host: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "node",
        "create",
        str(tmp_path / "node"),
        "--state",
        "FR",
        "--name",
        "Paris",
        "--time-zone",
        "Europe/Paris",
    ]
    arguments = parser("node").parse_args([*words, f"--host={host}"])
    assert arguments.run(arguments) == 1
    assert "is no host's name or address: give one as node.example.org" in capsys.readouterr().err
    assert not (tmp_path / "node").exists()


def test_an_introduction_of_a_later_version_is_read_and_half_a_one_is_not(tmp_path: Path) -> None:
    file = _made(tmp_path / "node").folder / provision.INTRODUCTION
    introduction = provision.read_introduction(file)
    written = asdict(introduction)
    file.write_text(json.dumps({**written, "telephone": "unknown to us"}), encoding="utf-8")
    assert provision.read_introduction(file) == introduction
    for broken in ({**written, "ca_certificate": "none"}, {k: v for k, v in written.items() if k != "url"}, [], "x"):
        file.write_text(json.dumps(broken), encoding="utf-8")
        with pytest.raises(provision.BadIntroduction, match="is not a node's introduction"):
            provision.read_introduction(file)


def _rehearsal(folder: Path) -> config.Node:
    profile = Profile("tests", "FR", "Tests", "fr", "Europe/Paris", 1, 2, rehearsal=True)
    return provision.create(folder, profile, at=NOW)


def _ahead(now: datetime) -> timedelta:
    return now - datetime.now(UTC)


def test_the_clock_of_a_rehearsal_is_turned_by_its_file(tmp_path: Path) -> None:
    node = _rehearsal(tmp_path / "node")
    now = clock.of(node)
    assert abs(_ahead(now())) < timedelta(seconds=1)
    clock.turn(node.folder, timedelta(days=100))
    assert abs(_ahead(now()) - timedelta(days=100)) < timedelta(seconds=1)
    clock.turn(node.folder, timedelta(0))
    assert abs(_ahead(now())) < timedelta(seconds=1)
    assert config.load(node.folder) == node


def test_a_node_that_is_no_rehearsal_does_not_start_beside_a_clock_file(tmp_path: Path) -> None:
    node = _made(tmp_path / "node")
    clock.turn(node.folder, timedelta(days=100))
    assert abs(_ahead(clock.of(node)())) < timedelta(seconds=1)
    with pytest.raises(config.BadConfig, match=r"/clock would turn the clock of a node that is no rehearsal: remove"):
        config.load(node.folder)
    with pytest.raises(config.BadConfig):
        Node(node.folder)


def test_a_rehearsal_stays_on_its_machine(tmp_path: Path) -> None:
    with pytest.raises(provision.NotPossible, match=r"node\.justice\.example is not a loopback address"):
        Profile("a", "FR", "A", "fr", "Europe/Paris", 1, 2, host="node.justice.example", rehearsal=True)
    assert Profile("a", "FR", "A", "fr", "Europe/Paris", 1, 2, host="::1", rehearsal=True).rehearsal
    node = _rehearsal(tmp_path / "node")
    for reached in (replace(node, as4_listen="0.0.0.0"), replace(node, hosts=("localhost", "node.example"))):  # noqa: S104
        config.write(node.folder, reached)
        with pytest.raises(config.BadConfig, match="A rehearsal stays on its machine"):
            config.load(node.folder)


def test_certificates_outlast_any_rehearsal_of_a_year(tmp_path: Path) -> None:
    node = _rehearsal(tmp_path / "node")
    files = [*node.keys.glob("*.crt"), *node.keys.glob("seals/*.crt")]
    made = [one for file in files for one in x509.load_pem_x509_certificates(file.read_bytes())]
    assert len(made) > 5
    assert min(one.not_valid_after_utc for one in made) - NOW == timedelta(days=3 * 365)
