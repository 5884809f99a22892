#!/usr/bin/env python3
"""The aws command line (Debian's awscli) against an endpoint that serves AutoScaling and EC2: groups and instances.

AS_ENDPOINT names the endpoint; AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY say who calls.
Nothing else of the user's is read. Prints a line for each check that failed, then "N passed, N failed".

Exit codes: AWS CLI user guide, "Return codes". Waiters: waiters-2.json of EC2 and AutoScaling.
"""
import datetime
import json
import os
import subprocess
import tempfile
import time

from clients import Checks, write_waiters

PROGRAM = "/usr/bin/aws"
SERVICE_FAULT = 254
WAITER_FAILED = 255

checks = Checks()
check = checks.check
folder = tempfile.TemporaryDirectory()
write_waiters(folder.name)
environment = {
    "PATH": "/usr/bin:/bin", "HOME": folder.name, "AWS_DATA_PATH": folder.name,
    "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_DEFAULT_REGION": "us-east-1", "AWS_DEFAULT_OUTPUT": "json", "AWS_PAGER": "", "AWS_MAX_ATTEMPTS": "1",
    **{name: os.environ[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")},
}


def run(*arguments, secret=None):
    """Exit code, what it printed, and its errors."""
    variables = environment if secret is None else {**environment, "AWS_SECRET_ACCESS_KEY": secret}
    command = [PROGRAM, "--endpoint-url", os.environ["AS_ENDPOINT"], *arguments]
    ended = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=300)
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


def waits(service, name, *arguments):
    """The exit code of a waiter."""
    return run(service, "wait", name, *arguments)[0]


def states(*ids):
    return call("ec2", "describe-instances", "--instance-ids", *ids, "--query", "Reservations[].Instances[].State.Name")


def until(read, wanted):
    deadline = time.time() + 60
    while (found := read()) != wanted and time.time() < deadline:
        time.sleep(0.2)
    return found


def group(action, name, *more):
    """Arguments of an action of a group."""
    return ("autoscaling", action, "--auto-scaling-group-name", name, *more)


def new_group(name, *more):
    return group("create-auto-scaling-group", name, "--max-size", "4", "--availability-zones", "hotel", *more)


def resized(name, size):
    return group("set-desired-capacity", name, "--desired-capacity", str(size))


def groups(query, *more):
    return call("autoscaling", "describe-auto-scaling-groups", *more, "--query", query)


def members(name, condition=""):
    return groups(f"AutoScalingGroups[0].Instances[{condition}].InstanceId", "--auto-scaling-group-names", name)


def instances(query, *filters):
    return call("ec2", "describe-instances", "--filters", *filters, "--query", query)


# Groups of a launch template and of a launch configuration.
call("ec2", "create-launch-template", "--launch-template-name", "web",
     "--launch-template-data", '{"ImageId":"ami-1","InstanceType":"m1.small"}')
call("autoscaling", "create-launch-configuration", "--launch-configuration-name", "lc",
     "--image-id", "ami-1", "--instance-type", "m1.large")
call(*new_group("web", "--launch-template", "LaunchTemplateName=web", "--min-size", "2",
                "--tags", "Key=app,Value=web & more,PropagateAtLaunch=true"))
call(*new_group("db", "--launch-configuration-name", "lc", "--min-size", "0", "--desired-capacity", "1",
                "--tags", "Key=app,Value=db,PropagateAtLaunch=true"))
check("a group of one name exists once",
      *refused("AlreadyExists", *new_group("db", "--launch-configuration-name", "lc", "--min-size", "0")))
check("a group can be waited for", waits("autoscaling", "group-exists", "--auto-scaling-group-names", "web") == 0)
check("its instances can be", waits("autoscaling", "group-in-service", "--auto-scaling-group-names", "web") == 0)
check("a group grows to its size", until(lambda: len(members("db", "?LifecycleState=='InService'")), 1) == 1)
web, db = members("web"), members("db")
check("they are as many as were asked for", (len(web), len(db)) == (2, 1), (web, db))
check("EC2 can be asked to wait for them", waits("ec2", "instance-running", "--instance-ids", *web, *db) == 0)
check("EC2 shows them running", states(*web, *db) == ["running"] * 3)
check("their status is ok", waits("ec2", "instance-status-ok", "--instance-ids", *web, *db) == 0)

# Found by filters and queries.
found = groups("AutoScalingGroups[].AutoScalingGroupName", "--filters", "Name=tag:app,Values=web*")
check("groups are found by tag", found == ["web"], found)
found = instances("Reservations[].Instances[].InstanceId",
                  "Name=tag:aws:autoscaling:groupName,Values=web", "Name=instance-state-name,Values=running")
check("instances are found by group", sorted(found) == sorted(web), found)
found = instances("length(Reservations[].Instances[])", "Name=instance-type,Values=m1.l?rge")
check("instances are found by type", found == 1, found)
check("an unknown filter is refused",
      *refused("InvalidParameterValue", "ec2", "describe-instances", "--filters", "Name=colour,Values=red"))
found = groups("AutoScalingGroups[].AutoScalingGroupName", "--page-size", "1")
check("pages are put together", sorted(found) == ["db", "web"], found)
_, text, _ = run("autoscaling", "describe-auto-scaling-groups", "--output", "text",
                 "--query", "AutoScalingGroups[].[AutoScalingGroupName,DesiredCapacity]")
check("a table is text", sorted(text.splitlines()) == ["db\t1", "web\t2"], text)

# A dry run changes nothing.
dry = ("ec2", "terminate-instances", "--dry-run", "--instance-ids", *web)
check("a dry run would have ended them", *refused("DryRunOperation", *dry))
check("a dry run would have started one",
      *refused("DryRunOperation", "ec2", "run-instances", "--dry-run", "--image-id", "ami-1"))
check("it ended nothing", states(*web) == ["running"] * 2)
check("it started nothing", call("ec2", "describe-instances", "--query", "length(Reservations[].Instances[])") == 3)
check("a wrong key may not even try", *refused("AuthFailure", *dry, secret="wrong"))

# Scaled by hand and by a schedule.
call(*resized("db", 2))
check("a group grows", until(lambda: len(members("db")), 2) == 2)
check("no further than it may", *refused("ValidationError", *resized("db", 5)))
soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=10)
call(*group("put-scheduled-update-group-action", "db", "--scheduled-action-name", "once",
            "--start-time", soon.strftime("%Y-%m-%dT%H:%M:%SZ"), "--desired-capacity", "1"))
call(*group("put-scheduled-update-group-action", "db", "--scheduled-action-name", "daily",
            "--recurrence", "0 9 * * MON-FRI", "--time-zone", "Europe/Berlin", "--min-size", "1"))


def scheduled():
    return call(*group("describe-scheduled-actions", "db",
                       "--query", "ScheduledUpdateGroupActions[].ScheduledActionName"))


check("a scheduled action runs once", until(scheduled, ["daily"]) == ["daily"], scheduled())
check("it had its effect", until(lambda: len(members("db")), 1) == 1)
call(*group("delete-scheduled-action", "db", "--scheduled-action-name", "daily"))
check("a recurring one is deleted", scheduled() == [])

# Held by a lifecycle hook.
hook = ("--lifecycle-hook-name", "in")
call(*group("put-lifecycle-hook", "db", *hook,
            "--lifecycle-transition", "autoscaling:EC2_INSTANCE_LAUNCHING", "--heartbeat-timeout", "300"))
call(*resized("db", 2))
held = until(lambda: len(members("db", "?LifecycleState=='Pending:Wait'")), 1)
check("a hook holds a new instance", held == 1, held)
waiting = members("db", "?LifecycleState=='Pending:Wait'")[0]
check("EC2 shows it running", states(waiting) == ["running"])
call(*group("record-lifecycle-action-heartbeat", "db", *hook, "--instance-id", waiting))
call(*group("complete-lifecycle-action", "db", *hook, "--instance-id", waiting,
            "--lifecycle-action-result", "CONTINUE"))
serving = until(lambda: waiting in members("db", "?LifecycleState=='InService'"), True)
check("until its action is completed", serving)

# Ended.
ended = call("autoscaling", "terminate-instance-in-auto-scaling-group", "--instance-id", waiting,
             "--should-decrement-desired-capacity")
check("an instance of a group is ended", ended["Activity"]["StatusCode"] == "InProgress", ended)
check("it can be waited for", waits("ec2", "instance-terminated", "--instance-ids", waiting) == 0)
check("EC2 still shows it", states(waiting) == ["terminated"])
check("what has ended never runs", waits("ec2", "instance-running", "--instance-ids", waiting) == WAITER_FAILED)
check("a group with instances stays", *refused("ResourceInUse", *group("delete-auto-scaling-group", "web")))
for name in ("web", "db"):
    call(*group("delete-auto-scaling-group", name, "--force-delete"))
check("groups are gone", waits("autoscaling", "group-not-exists", "--auto-scaling-group-names", "web", "db") == 0)
check("their instances end", waits("ec2", "instance-terminated", "--instance-ids", *web, *db) == 0)
check("EC2 still shows them", states(*web, *db) == ["terminated"] * 3)
check("nothing can be done to a group that is gone", *refused("ValidationError", *resized("db", 1)))

checks.end()
