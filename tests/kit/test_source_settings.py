"""What an administrator allows the sources of KPIs, by the server's settings."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path

import pytest

from headway.kit.configuration import ConfigurationError, read_settings, source_folder
from headway.kit.testing.served import Authority
from headway.kpis.sources import Limits, limits_of_server


def test_nothing_is_allowed_unless_it_is_said():
    limits, nothing = limits_of_server("acme"), Limits()
    assert limits.hosts == nothing.hosts == frozenset()
    assert limits.networks == ()
    assert limits.folder is None
    assert not limits.plain


def test_hosts_and_networks_are_lists():
    given = read_settings(
        {
            "HEADWAY_SOURCE_HOSTS": "API.example.org, *.example.com",
            "HEADWAY_SOURCE_NETWORKS": "10.1.0.0/16, fd12::/16",
        }
    )
    assert given["HEADWAY_SOURCE_HOSTS"] == {"api.example.org", "*.example.com"}
    assert given["HEADWAY_SOURCE_NETWORKS"] == (ip_network("10.1.0.0/16"), ip_network("fd12::/16"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HEADWAY_SOURCE_NETWORKS", "10.1.0.0/99"),
        ("HEADWAY_SOURCE_NETWORKS", "everything"),
        ("HEADWAY_SOURCE_AUTHORITIES", "/no/such/file.pem"),
        ("HEADWAY_SOURCE_SECONDS", "soon"),
        ("HEADWAY_SOURCE_SECONDS", "0"),
    ],
)
def test_a_setting_that_cannot_be_used_stops_the_server_by_its_name(name, value):
    with pytest.raises(ConfigurationError, match=name):
        read_settings({name: value})


def test_a_file_of_authorities_is_read(tmp_path: Path):
    file = Authority(tmp_path).file
    given = read_settings({"HEADWAY_SOURCE_AUTHORITIES": str(file)})
    assert given["HEADWAY_SOURCE_AUTHORITIES"] == file


def test_each_organisation_has_a_folder_of_its_own(settings, tmp_path: Path):
    settings.SOURCE_DIR = tmp_path
    assert limits_of_server("acme").folder == tmp_path / "acme"
    assert limits_of_server("").folder is None


def test_the_folder_of_sources_never_holds_the_data(tmp_path: Path):
    data = tmp_path / "data"
    for folder in (tmp_path, data):
        with pytest.raises(ConfigurationError):
            source_folder(folder, data)
    assert source_folder(data / "sources", data) == data / "sources"
    assert source_folder(None, data) is None
