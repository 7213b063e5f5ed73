"""Where a webhook may lead: to the public internet, and to what is allowed besides."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from schema.rules.addresses import Reach, network

PUBLIC = Reach()
INSIDE = Reach((network("10.20.0.0/16"), network("127.0.0.0/8")))


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("127.0.0.1", id="loopback"),
        pytest.param("0.0.0.0", id="this machine, whichever"),
        pytest.param("10.0.0.1", id="private, 10/8"),
        pytest.param("172.31.255.255", id="private, 172.16/12"),
        pytest.param("192.168.1.1", id="private, 192.168/16"),
        pytest.param("100.64.0.1", id="behind a carrier's translation"),
        pytest.param("100.100.100.200", id="metadata of one cloud"),
        pytest.param("169.254.169.254", id="metadata of most clouds, link-local"),
        pytest.param("168.63.129.16", id="metadata of a cloud under a public address"),
        pytest.param("192.0.0.192", id="metadata among the protocol assignments"),
        pytest.param("224.0.0.1", id="multicast"),
        pytest.param("255.255.255.255", id="broadcast"),
        pytest.param("240.0.0.1", id="reserved"),
        pytest.param("198.18.0.1", id="for benchmarks"),
        pytest.param("::", id="unspecified"),
        pytest.param("::1", id="loopback, IPv6"),
        pytest.param("fe80::1", id="link-local, IPv6"),
        pytest.param("fec0::1", id="site-local"),
        pytest.param("fd00:ec2::254", id="unique local, metadata of a cloud"),
        pytest.param("ff02::1", id="multicast, IPv6"),
        pytest.param("::ffff:127.0.0.1", id="loopback, mapped"),
        pytest.param("::ffff:8.8.8.8", id="mapped at all"),
        pytest.param("4000::1", id="not given out yet"),
        pytest.param("64:ff9b::7f00:1", id="loopback behind NAT64"),
        pytest.param("64:ff9b::a00:1", id="private behind NAT64"),
        pytest.param("2002:7f00:1::", id="loopback by 6to4"),
        pytest.param("2001:0:4136:e378:8000:63bf:80ff:fffe", id="loopback by Teredo"),
    ],
)
def test_what_is_not_the_public_internet_is_not_called(address: str) -> None:
    assert not PUBLIC.admits(ip_address(address), encrypted=True)


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700::1111", "64:ff9b::101:101"])
def test_the_public_internet_is_called_with_tls_only(address: str) -> None:
    assert PUBLIC.admits(ip_address(address), encrypted=True)
    assert not PUBLIC.admits(ip_address(address), encrypted=False)
    assert not INSIDE.admits(ip_address(address), encrypted=False)


def test_what_the_installation_allows_is_called_also_without_tls() -> None:
    assert INSIDE.admits(ip_address("10.20.255.1"), encrypted=False)
    assert not INSIDE.admits(ip_address("10.21.0.1"), encrypted=True)


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("https://receiver.example/hooks?of=zuwu", None),
        ("https://receiver.example:8443/", None),
        ("https://1.1.1.1/", None),
        ("http://receiver.example/", "https"),
        ("ftp://receiver.example/", "https"),
        ("https:///hooks", "主机名"),
        ("https://user:word@receiver.example/", "密码"),
        ("https://@receiver.example/", "密码"),
        ("https://receiver.example/#part", "#"),
        ("https://receiver.example:22/", "端口"),
        ("https://receiver.example:99999/", "写法"),
        ("https://[::1", "写法"),
        ("https://[::1]/", "内部网络"),
        ("https://127.0.0.1/", "内部网络"),
        ("https://receiver.example/a b", "空格"),
        ("https://接收.example/", "xn--"),
        (f"https://receiver.example/{'a' * 500}", "500"),
        ("", "500"),
    ],
)
def test_an_address_is_judged_as_it_is_written(url: str, fault: str | None) -> None:
    said = PUBLIC.fault(url)
    assert (said is None) if fault is None else (said is not None and fault in said)


def test_without_tls_only_an_installation_that_allows_something_takes_an_address() -> None:
    assert INSIDE.fault("http://receiver.example/") is None
    assert INSIDE.fault("http://10.20.0.1:8080/") is None
    assert INSIDE.fault("http://10.21.0.1:8080/") == "不得指向内部网络的地址"
