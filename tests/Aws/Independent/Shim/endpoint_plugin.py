"""Sends what moto's tests call to the endpoints that the runner serves, and writes what came of each test.

SCALEWRIGHT_CONTROL is the address of the runner: POST /reset forgets all endpoints, POST /endpoint?region=R&at=T answers the address of
one for a region, and POST /settle waits until no instance of any is on its way. SCALEWRIGHT_RESULTS is the file for the results.
"""
import json
import os
import sys
import time
import urllib.parse
import urllib.request

import boto3
import botocore.waiter
import pytest

# The folder of the tests comes first on the path, and may have moto's own package.
sys.path.insert(0, os.path.dirname(__file__))
import moto  # noqa: E402, F401

CONTROL = os.environ["SCALEWRIGHT_CONTROL"]
ACCOUNT = "123456789012"
CLAIMED = ("autoscaling", "ec2")

# Of other services, what the tests ask only to know an account and an image.
OTHERS = {
    "sts": {"Account": ACCOUNT},
    "ssm": {"Parameters": [{"Name": "image", "Value": "ami-12c6146b"}]},
}

_addresses = {}
_now = ""
_original = boto3.session.Session.client
_original_resource = boto3.session.Session.resource


def _post(path, **query):
    address = f"{CONTROL}{path}?{urllib.parse.urlencode(query)}"
    with urllib.request.urlopen(urllib.request.Request(address, method="POST"), timeout=60) as reply:
        return reply.read().decode()


def _address(region):
    if region not in _addresses:
        _addresses[region] = _post("/endpoint", region=region, at=_now)
    return _addresses[region]


class _Http:
    status_code = 200
    headers = {}


def _answer(content):
    return _Http(), {**content, "ResponseMetadata": {"HTTPStatusCode": 200}}


def _networks(client):
    """Networks are not the endpoint's: the tests get those subnets that it has."""

    def create_vpc(**_):
        subnet = client.describe_subnets()["Subnets"][0]
        return _answer({"Vpc": {"VpcId": subnet["VpcId"], "CidrBlock": subnet["CidrBlock"], "State": "available"}})

    def create_subnet(params, **_):
        zone = params["body"].get("AvailabilityZone") or client.meta.region_name + "a"
        found = [subnet for subnet in client.describe_subnets()["Subnets"] if subnet["AvailabilityZone"] == zone]
        return _answer({"Subnet": found[0]}) if found else None

    def nothing(**_):
        return _answer({})

    events = client.meta.events
    events.register("before-call.ec2.CreateVpc", create_vpc)
    events.register("before-call.ec2.CreateSubnet", create_subnet)
    for name in ("DeleteVpc", "DeleteSubnet", "ModifySubnetAttribute", "ModifyVpcAttribute"):
        events.register(f"before-call.ec2.{name}", nothing)


def _settle(model, **_):
    if not model.name.startswith("Describe"):
        _post("/settle")


def _prepare(client, service):
    if service == "ec2":
        _networks(client)
    client.meta.events.register(f"after-call.{service}", _settle)
    return client


def _arguments(service, args, kwargs):
    region = kwargs.get("region_name") or (args[0] if args else None) or "us-east-1"
    if service in OTHERS:
        return {**kwargs, "region_name": region, "endpoint_url": "http://127.0.0.1:9"}
    if service not in CLAIMED:
        raise NotImplementedError(f"the service {service} is not claimed")
    return {
        **kwargs,
        "region_name": region,
        "endpoint_url": _address(region),
        "aws_access_key_id": "AKTEST",
        "aws_secret_access_key": "secret",
    }


def _client(self, service_name, *args, **kwargs):
    client = _original(self, service_name, **_arguments(service_name, args, kwargs))
    if service_name in OTHERS:
        client.meta.events.register(f"before-call.{service_name}", lambda **_: _answer(OTHERS[service_name]))
        return client
    return _prepare(client, service_name)


def _resource(self, service_name, *args, **kwargs):
    # It makes its client by the method above.
    region = kwargs.pop("region_name", None) or (args[0] if args else None)
    return _original_resource(self, service_name, region_name=region, **kwargs)


boto3.session.Session.client = _client
boto3.session.Session.resource = _resource


class _Impatient:
    def __getattr__(self, name):
        return getattr(time, name)

    @staticmethod
    def sleep(seconds):
        time.sleep(min(seconds, 0.1))


botocore.waiter.time = _Impatient()


@pytest.fixture(autouse=True)
def fresh_endpoints(request):
    global _now
    _addresses.clear()
    _post("/reset")
    # Times of scheduled actions must lie ahead, and those of the tests are of 2022 and later.
    _now = "2022-01-01T00:00:00Z" if "scheduledactions" in request.node.nodeid else ""
    if _now:
        client = boto3.client("autoscaling", region_name="us-east-1")
        client.create_launch_configuration(
            LaunchConfigurationName="of_tester_group", ImageId="ami-1", InstanceType="t2.micro"
        )
        for name in ("tester_group", "test_group-2"):
            client.create_auto_scaling_group(
                AutoScalingGroupName=name,
                LaunchConfigurationName="of_tester_group",
                MinSize=0,
                MaxSize=99,
                AvailabilityZones=["us-east-1a"],
            )
    yield


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    if report.when == "call" or (report.when == "setup" and not report.passed):
        reason = "" if report.passed else str(getattr(call.excinfo, "value", report.longrepr)).strip().splitlines()
        with open(os.environ["SCALEWRIGHT_RESULTS"], "a", encoding="utf-8") as results:
            name = item.nodeid.split("tests/", 1)[-1]
            results.write(json.dumps({"test": name, "outcome": report.outcome, "reason": reason[0] if reason else ""}) + "\n")
