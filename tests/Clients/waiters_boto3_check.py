#!/usr/bin/env python3
"""Waiters of boto3 for instances of groups, against an endpoint that serves AutoScaling and EC2.

AS_ENDPOINT names the endpoint; AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY say who calls.
Prints a line for each check that failed, then "N passed, N failed".
"""
import os

import boto3
from botocore.exceptions import WaiterError
from botocore.waiter import WaiterModel, create_waiter_with_client

from clients import GROUP_WAITERS, Checks, ec2_waiters

OPTIONS = {"region_name": "us-east-1", "endpoint_url": os.environ["AS_ENDPOINT"]}
autoscaling = boto3.client("autoscaling", **OPTIONS)
ec2 = boto3.client("ec2", **OPTIONS)
checks = Checks()


def wait(name, **arguments):
    """Whether a waiter comes to its end; the reason why not."""
    client, model = (autoscaling, GROUP_WAITERS) if name.startswith("Group") else (ec2, ec2_waiters())
    try:
        create_waiter_with_client(name, WaiterModel(model), client).wait(**arguments)
        return True, None
    except WaiterError as error:
        return False, str(error)


def members(name="web"):
    groups = autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"]
    return [instance["InstanceId"] for instance in groups[0]["Instances"]]


def ids_of(reply):
    return [instance["InstanceId"] for reservation in reply["Reservations"] for instance in reservation["Instances"]]


autoscaling.create_launch_configuration(LaunchConfigurationName="lc", ImageId="ami-1", InstanceType="m1.small")
autoscaling.create_auto_scaling_group(
    AutoScalingGroupName="web", LaunchConfigurationName="lc", MinSize=3, MaxSize=4,
    AvailabilityZones=["hotel", "sierra"])
ids = members()
checks.check("three are launched", len(ids) == 3, ids)
checks.check("the group exists", *wait("GroupExists", AutoScalingGroupNames=["web"]))
checks.check("they come to exist", *wait("InstanceExists", InstanceIds=ids))
checks.check("they come to run", *wait("InstanceRunning", InstanceIds=ids))
checks.check("they come to serve", *wait("GroupInService", AutoScalingGroupNames=["web"]))
checks.check("their status becomes ok", *wait("InstanceStatusOk", InstanceIds=ids))
checks.check("that of the system too", *wait("SystemStatusOk", InstanceIds=ids))

# boto3's own client has these by name; the first call suffices for what is so already.
ec2.get_waiter("instance_running").wait(InstanceIds=ids)
ec2.get_waiter("instance_status_ok").wait(InstanceIds=ids)
checks.check("waiters of the client agree", True)

ec2.terminate_instances(InstanceIds=ids[:1])
checks.check("one of a group comes to its end", *wait("InstanceTerminated", InstanceIds=ids[:1]))
checks.check("its group replaces it", *wait("GroupInService", AutoScalingGroupNames=["web"]))
now = members()
checks.check("by another", len(now) == 3 and ids[0] not in now and set(ids[1:]) <= set(now), (ids, now))
is_over, reason = wait("InstanceRunning", InstanceIds=ids[:1])
checks.check("what has ended never runs", not is_over and "terminal failure" in reason, reason)

autoscaling.update_auto_scaling_group(AutoScalingGroupName="web", MinSize=0, DesiredCapacity=0)
checks.check("all come to their end", *wait("InstanceTerminated", InstanceIds=now))
ec2.get_waiter("instance_terminated").wait(InstanceIds=now)
checks.check("filters find them", sorted(ids_of(ec2.describe_instances(
    Filters=[{"Name": "instance-state-name", "Values": ["terminated"]}]))) == sorted(set(ids + now)))
autoscaling.delete_auto_scaling_group(AutoScalingGroupName="web", ForceDelete=True)
checks.check("the group is gone", *wait("GroupNotExists", AutoScalingGroupNames=["web"]))

single = ec2.run_instances(ImageId="ami-1", MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]
checks.check("one of no group comes to run", *wait("InstanceRunning", InstanceIds=[single]))
ec2.stop_instances(InstanceIds=[single])
checks.check("it comes to a stop", *wait("InstanceStopped", InstanceIds=[single]))
ec2.start_instances(InstanceIds=[single])
checks.check("and to run again", *wait("InstanceRunning", InstanceIds=[single]))
ec2.terminate_instances(InstanceIds=[single])
checks.check("and to its end", *wait("InstanceTerminated", InstanceIds=[single]))

checks.end()
