#!/usr/bin/env python3
"""EC2 calls of boto3 against an endpoint that serves AutoScaling and EC2: instances of no group.

AS_ENDPOINT names the endpoint; AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY say who calls.
Prints a line for each check that failed, then "N passed, N failed".
"""
import clients
from clients import code_of

ec2 = clients.client("ec2")
checks = clients.Checks()
check = checks.check


def states(ids):
    found = ec2.describe_instances(Filters=[{"Name": "instance-id", "Values": ids}])
    return {i["InstanceId"]: i["State"]["Name"] for r in found["Reservations"] for i in r["Instances"]}


def wait(ids, wanted):
    clients.wait(lambda: set(states(ids).values()) == {wanted})
    return states(ids)


tags = [{"ResourceType": "instance", "Tags": [{"Key": "app", "Value": "web & <more>"}]}]
launch = dict(ImageId="ami-1", MinCount=1, MaxCount=3, InstanceType="m1.small", ClientToken="token-1", TagSpecifications=tags,
              Placement={"AvailabilityZone": "hotel"}, UserData="#!/bin/sh\n")
made = ec2.run_instances(**launch)["Instances"]
ids = [i["InstanceId"] for i in made]
check("three are started", len(set(ids)) == 3, ids)
check("they begin as pending", {i["State"]["Name"] for i in made} == {"pending"})
check("they are in their zone", {i["Placement"]["AvailabilityZone"] for i in made} == {"hotel"})
check("a client token starts once", [i["InstanceId"] for i in ec2.run_instances(**launch)["Instances"]] == ids)
check("a client token is for one thing", code_of(lambda: ec2.run_instances(**{**launch, "ImageId": "ami-2"})) == "IdempotentParameterMismatch")
check("they come to run", set(wait(ids, "running").values()) == {"running"}, states(ids))

named = ec2.describe_instances(Filters=[{"Name": "tag:app", "Values": ["web & <more>"]}, {"Name": "instance-state-name", "Values": ["running"]}])
check("they are found by tag", sorted(i["InstanceId"] for r in named["Reservations"] for i in r["Instances"]) == sorted(ids))
ec2.create_tags(Resources=ids[:1], Tags=[{"Key": "app", "Value": "db"}, {"Key": "tier", "Value": "1"}])
shown = ec2.describe_tags(Filters=[{"Name": "resource-id", "Values": ids[:1]}])["Tags"]
check("tags are changed and added", {t["Key"]: t["Value"] for t in shown} == {"app": "db", "tier": "1"}, shown)
ec2.delete_tags(Resources=ids[:1], Tags=[{"Key": "tier"}])
check("tags are taken away", len(ec2.describe_tags(Filters=[{"Name": "resource-id", "Values": ids[:1]}])["Tags"]) == 1)

ec2.run_instances(ImageId="ami-1", MinCount=9, MaxCount=9)
pages = list(ec2.get_paginator("describe_instances").paginate(PaginationConfig={"PageSize": 5}))
listed = [i["InstanceId"] for p in pages for r in p["Reservations"] for i in r["Instances"]]
check("pages show each once", len(pages) == 3 and len(listed) == len(set(listed)) == 12, (len(pages), len(listed)))

ended = ec2.terminate_instances(InstanceIds=ids)["TerminatingInstances"]
check("they are on their way out", {i["CurrentState"]["Name"] for i in ended} == {"shutting-down"})
check("it is told what they were", {i["PreviousState"]["Name"] for i in ended} == {"running"})
check("they come to their end", set(wait(ids, "terminated").values()) == {"terminated"}, states(ids))
check("ending twice is not a fault", code_of(lambda: ec2.terminate_instances(InstanceIds=ids)) is None)
check("ending nothing is", code_of(lambda: ec2.terminate_instances(InstanceIds=["i-0123456789abcdef0"])) == "InvalidInstanceID.NotFound")

checks.end()
