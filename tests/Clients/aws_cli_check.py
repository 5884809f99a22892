#!/usr/bin/env python3
"""The aws command line (Debian's awscli) against an endpoint that serves AutoScaling and EC2: groups and their instances.

AS_ENDPOINT names the endpoint; AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY say who calls. Nothing else of the user's is read.
Prints a line for each check that failed, then "N passed, N failed".

Exit codes: AWS CLI user guide, "Return codes". Waiters: waiters-2.json of EC2 and AutoScaling, as the SDKs of AWS have them.
"""
import datetime
import json
import os
import subprocess
import sys
import tempfile
import time

from clients import Checks, write_waiters

PROGRAM = "/usr/bin/aws"
SERVICE_FAULT = 254
WAITER_FAILED = 255

checks = Checks()
folder = tempfile.TemporaryDirectory()
write_waiters(folder.name)
environment = {
    "PATH": "/usr/bin:/bin", "HOME": folder.name, "AWS_DATA_PATH": folder.name,
    "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_DEFAULT_REGION": "us-east-1", "AWS_DEFAULT_OUTPUT": "json", "AWS_PAGER": "", "AWS_MAX_ATTEMPTS": "1",
    **{name: os.environ[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")},
}


def run(*arguments, key=None):
    """Exit code, what it printed, and its errors."""
    variables = environment if key is None else {**environment, "AWS_SECRET_ACCESS_KEY": key}
    ended = subprocess.run(
        [PROGRAM, "--endpoint-url", os.environ["AS_ENDPOINT"], *arguments], env=variables, capture_output=True, text=True, timeout=300)
    return ended.returncode, ended.stdout, ended.stderr


def call(*arguments):
    """What a command prints as JSON; it must succeed."""
    code, output, errors = run(*arguments)
    if code != 0:
        raise SystemExit(f"aws {' '.join(arguments)}: {code}: {errors}")
    return json.loads(output) if output.strip() else None


def refused(code, *arguments, **options):
    """Whether a command ends by a fault of the service of this code."""
    found, _, errors = run(*arguments, **options)
    return found == SERVICE_FAULT and f"({code})" in errors, (found, errors)


def states(*ids):
    return call("ec2", "describe-instances", "--instance-ids", *ids, "--query", "Reservations[].Instances[].State.Name")


def until(read, wanted):
    deadline = time.time() + 60
    while (found := read()) != wanted and time.time() < deadline:
        time.sleep(0.2)
    return found


def group(name, *more):
    return ("autoscaling", "create-auto-scaling-group", "--auto-scaling-group-name", name, "--min-size", "0", "--max-size", "4",
            "--availability-zones", "hotel", *more)


def member_ids(name):
    return call("autoscaling", "describe-auto-scaling-groups", "--auto-scaling-group-names", name,
                "--query", "AutoScalingGroups[0].Instances[].InstanceId")


# Groups of a launch template and of a launch configuration.
call("ec2", "create-launch-template", "--launch-template-name", "web",
     "--launch-template-data", '{"ImageId":"ami-1","InstanceType":"m1.small"}')
call("autoscaling", "create-launch-configuration", "--launch-configuration-name", "lc", "--image-id", "ami-1", "--instance-type", "m1.large")
call(*group("web", "--launch-template", "LaunchTemplateName=web", "--desired-capacity", "2", "--min-size", "2",
            "--tags", "Key=app,Value=web & more,PropagateAtLaunch=true"))
call(*group("db", "--launch-configuration-name", "lc", "--desired-capacity", "1", "--tags", "Key=app,Value=db,PropagateAtLaunch=true"))
checks.check("a group of one name exists once", *refused("AlreadyExists", *group("db", "--launch-configuration-name", "lc")))
checks.check("a group can be waited for", run("autoscaling", "wait", "group-exists", "--auto-scaling-group-names", "web")[0] == 0)
checks.check("its instances can be", run("autoscaling", "wait", "group-in-service", "--auto-scaling-group-names", "web", "db")[0] == 0)
web, db = until(lambda: member_ids("web"), member_ids("web")), member_ids("db")
checks.check("they are as many as were asked for", (len(web), len(db)) == (2, 1), (web, db))
checks.check("EC2 shows them running", run("ec2", "wait", "instance-running", "--instance-ids", *web, *db)[0] == 0 and states(*web, *db) == ["running"] * 3)
checks.check("their status is ok", run("ec2", "wait", "instance-status-ok", "--instance-ids", *web, *db)[0] == 0)

# Found by filters and queries.
found = call("autoscaling", "describe-auto-scaling-groups", "--filters", "Name=tag:app,Values=web*", "--query", "AutoScalingGroups[].AutoScalingGroupName")
checks.check("groups are found by tag", found == ["web"], found)
found = call("ec2", "describe-instances", "--filters", "Name=tag:aws:autoscaling:groupName,Values=web", "Name=instance-state-name,Values=running",
             "--query", "Reservations[].Instances[].InstanceId")
checks.check("instances are found by group", sorted(found) == sorted(web), found)
found = call("ec2", "describe-instances", "--filters", "Name=instance-type,Values=m1.l?rge", "--query", "length(Reservations[].Instances[])")
checks.check("instances are found by type", found == 1, found)
checks.check("an unknown filter is refused", *refused("InvalidParameterValue", "ec2", "describe-instances", "--filters", "Name=colour,Values=red"))
pages = call("autoscaling", "describe-auto-scaling-groups", "--page-size", "1", "--query", "AutoScalingGroups[].AutoScalingGroupName")
checks.check("pages are put together", sorted(pages) == ["db", "web"], pages)
code, text, _ = run("autoscaling", "describe-auto-scaling-groups", "--output", "text", "--query", "AutoScalingGroups[].[AutoScalingGroupName,DesiredCapacity]")
checks.check("a table is text", (code, sorted(text.splitlines())) == (0, ["db\t1", "web\t2"]), text)

# A dry run changes nothing.
checks.check("a dry run would have ended them", *refused("DryRunOperation", "ec2", "terminate-instances", "--dry-run", "--instance-ids", *web))
checks.check("a dry run would have started one", *refused("DryRunOperation", "ec2", "run-instances", "--dry-run", "--image-id", "ami-1"))
checks.check("it changed nothing", states(*web) == ["running"] * 2 and call("ec2", "describe-instances", "--query", "length(Reservations[].Instances[])") == 3)
checks.check("a wrong key may not even try", *refused("AuthFailure", "ec2", "terminate-instances", "--dry-run", "--instance-ids", *web, key="wrong"))

# Scaled by hand and by a schedule.
call("autoscaling", "set-desired-capacity", "--auto-scaling-group-name", "db", "--desired-capacity", "2")
checks.check("a group grows", until(lambda: len(member_ids("db")), 2) == 2)
checks.check("no further than it may", *refused("ValidationError", "autoscaling", "set-desired-capacity", "--auto-scaling-group-name", "db", "--desired-capacity", "5"))
soon = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=10)).strftime("%Y-%m-%dT%H:%M:%SZ")
call("autoscaling", "put-scheduled-update-group-action", "--auto-scaling-group-name", "db", "--scheduled-action-name", "once",
     "--start-time", soon, "--desired-capacity", "1")
call("autoscaling", "put-scheduled-update-group-action", "--auto-scaling-group-name", "db", "--scheduled-action-name", "daily",
     "--recurrence", "0 9 * * MON-FRI", "--time-zone", "Europe/Berlin", "--min-size", "1")
left = lambda: call("autoscaling", "describe-scheduled-actions", "--auto-scaling-group-name", "db", "--query", "ScheduledUpdateGroupActions[].ScheduledActionName")
checks.check("a scheduled action runs once", until(left, ["daily"]) == ["daily"], left())
checks.check("it had its effect", until(lambda: len(member_ids("db")), 1) == 1)
call("autoscaling", "delete-scheduled-action", "--auto-scaling-group-name", "db", "--scheduled-action-name", "daily")
checks.check("a recurring one is deleted", left() == [])

# Held by a lifecycle hook.
call("autoscaling", "put-lifecycle-hook", "--auto-scaling-group-name", "db", "--lifecycle-hook-name", "in",
     "--lifecycle-transition", "autoscaling:EC2_INSTANCE_LAUNCHING", "--heartbeat-timeout", "300")
call("autoscaling", "set-desired-capacity", "--auto-scaling-group-name", "db", "--desired-capacity", "2")
held = ("autoscaling", "describe-auto-scaling-groups", "--auto-scaling-group-names", "db",
        "--query", "AutoScalingGroups[0].Instances[?LifecycleState=='Pending:Wait'].InstanceId")
checks.check("a hook holds a new instance", until(lambda: len(call(*held)), 1) == 1)
waiting = call(*held)[0]
checks.check("EC2 shows it running", states(waiting) == ["running"])
call("autoscaling", "record-lifecycle-action-heartbeat", "--auto-scaling-group-name", "db", "--lifecycle-hook-name", "in", "--instance-id", waiting)
call("autoscaling", "complete-lifecycle-action", "--auto-scaling-group-name", "db", "--lifecycle-hook-name", "in",
     "--instance-id", waiting, "--lifecycle-action-result", "CONTINUE")
state = lambda: call("autoscaling", "describe-auto-scaling-instances", "--instance-ids", waiting, "--query", "AutoScalingInstances[0].LifecycleState")
checks.check("until its action is completed", until(state, "InService") == "InService")

# Ended.
activity = call("autoscaling", "terminate-instance-in-auto-scaling-group", "--instance-id", waiting, "--should-decrement-desired-capacity")
checks.check("an instance of a group is ended", activity["Activity"]["StatusCode"] == "InProgress", activity)
checks.check("it can be waited for", run("ec2", "wait", "instance-terminated", "--instance-ids", waiting)[0] == 0 and states(waiting) == ["terminated"])
checks.check("what has ended never runs", run("ec2", "wait", "instance-running", "--instance-ids", waiting)[0] == WAITER_FAILED)
checks.check("a group with instances stays", *refused("ResourceInUse", "autoscaling", "delete-auto-scaling-group", "--auto-scaling-group-name", "web"))
for name in ("web", "db"):
    call("autoscaling", "delete-auto-scaling-group", "--auto-scaling-group-name", name, "--force-delete")
checks.check("groups are gone", run("autoscaling", "wait", "group-not-exists", "--auto-scaling-group-names", "web", "db")[0] == 0)
checks.check("their instances end", run("ec2", "wait", "instance-terminated", "--instance-ids", *web, *db)[0] == 0)
checks.check("EC2 still shows them", states(*web, *db) == ["terminated"] * 3)
checks.check("nothing can be done to a group that is gone", *refused(
    "ValidationError", "autoscaling", "set-desired-capacity", "--auto-scaling-group-name", "db", "--desired-capacity", "1"))

checks.end()
