"""What the programs beside this one have in common: counting checks, and the waiters of AWS with short pauses."""
import json
import os
import sys
import time

import boto3
import botocore.loaders
from botocore.exceptions import ClientError

# AWS's SDKs for other languages have these (autoscaling/2011-01-01/waiters-2.json); botocore and aws do not.
GROUPS = "length(AutoScalingGroups) > `0`"
TOO_FEW = "contains(AutoScalingGroups[].[length(Instances[?LifecycleState=='InService']) >= MinSize][], `false`)"


def waiter(argument, success):
    on = {"matcher": "path", "argument": argument}
    return {
        "operation": "DescribeAutoScalingGroups", "delay": 1, "maxAttempts": 60,
        "acceptors": [
            {**on, "expected": success, "state": "success"},
            {**on, "expected": not success, "state": "retry"},
        ],
    }


GROUP_WAITERS = {
    "version": 2,
    "waiters": {
        "GroupExists": waiter(GROUPS, True),
        "GroupInService": waiter(TOO_FEW, False),
        "GroupNotExists": waiter(GROUPS, False),
    },
}


def ec2_waiters():
    """Those of the installed botocore, which ask each second instead of each 15 seconds."""
    model = botocore.loaders.create_loader().load_service_model("ec2", "waiters-2")
    for one in model["waiters"].values():
        one["delay"] = 1
    return model


def write_waiters(folder):
    """Writes both as models that programs find by AWS_DATA_PATH."""
    for path, model in (("autoscaling/2011-01-01", GROUP_WAITERS), ("ec2/2016-11-15", ec2_waiters())):
        os.makedirs(os.path.join(folder, path))
        with open(os.path.join(folder, path, "waiters-2.json"), "w", encoding="utf-8") as file:
            json.dump(model, file)


def client(service):
    """A client of the endpoint that AS_ENDPOINT names."""
    return boto3.client(service, region_name="us-east-1", endpoint_url=os.environ["AS_ENDPOINT"])


def code_of(call, **arguments):
    """The code of the fault that a call meets; None: it succeeds."""
    try:
        call(**arguments)
        return None
    except ClientError as error:
        return error.response["Error"]["Code"]


def wait(is_so):
    """Waits until something is so, for a minute at most, and tells whether it is."""
    deadline = time.time() + 60
    while time.time() < deadline and not is_so():
        time.sleep(0.1)
    return is_so()


class Checks:
    """Counts checks, and prints those that failed."""

    def __init__(self):
        self.passed = self.failed = 0

    def check(self, name, is_right, found=None):
        if is_right:
            self.passed += 1
        else:
            self.failed += 1
            print("FAILED", name, found)

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed else 0)
