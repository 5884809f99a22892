#!/usr/bin/env python3
"""What current users of AWS call, by boto3: launch templates, schedules, hooks, processes, members, security groups, warm
pools, load balancers, refused metric math and forecasts.

AS_ENDPOINT names the endpoint; AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY say who calls.
Prints a line for each check that failed, then "N passed, N failed".
"""
import datetime

import clients
from clients import code_of, wait

scaling = clients.client("autoscaling")
ec2 = clients.client("ec2")
checks = clients.Checks()
check = checks.check


def group(name="web"):
    return scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"][0]


def states():
    return sorted(i["LifecycleState"] for i in group()["Instances"])


# Launch templates
data = {"ImageId": "ami-1", "InstanceType": "m1.small", "SecurityGroups": ["servers"],
        "TagSpecifications": [{"ResourceType": "instance", "Tags": [{"Key": "app", "Value": "web"}]}]}
servers = ec2.create_security_group(GroupName="servers", Description="servers")["GroupId"]
template = ec2.create_launch_template(LaunchTemplateName="web", LaunchTemplateData=data)["LaunchTemplate"]
check("a template begins with version 1", (template["DefaultVersionNumber"], template["LatestVersionNumber"]) == (1, 1))
ec2.create_launch_template_version(LaunchTemplateName="web", SourceVersion="1", LaunchTemplateData={"InstanceType": "m1.large"})
versions = ec2.describe_launch_template_versions(LaunchTemplateId=template["LaunchTemplateId"])["LaunchTemplateVersions"]
check("a version takes over the rest of its source", versions[1]["LaunchTemplateData"] == {**data, "InstanceType": "m1.large"}, versions)
check("a name is used once", code_of(ec2.create_launch_template, LaunchTemplateName="web", LaunchTemplateData=data)
      == "InvalidLaunchTemplateName.AlreadyExistsException")
run = ec2.run_instances(LaunchTemplate={"LaunchTemplateName": "web", "Version": "$Latest"}, MinCount=1, MaxCount=1)["Instances"][0]
check("an instance runs by a template", (run["InstanceType"], run["SecurityGroups"]) == ("m1.large", [{"GroupName": "servers", "GroupId": servers}]), run)

# Groups, hooks and members
scaling.create_auto_scaling_group(
    AutoScalingGroupName="web", MinSize=0, MaxSize=4, AvailabilityZones=["hotel"],
    LaunchTemplate={"LaunchTemplateName": "web", "Version": "2"},
    LifecycleHookSpecificationList=[{"LifecycleHookName": "in", "LifecycleTransition": "autoscaling:EC2_INSTANCE_LAUNCHING", "HeartbeatTimeout": 600}])
scaling.set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=1)
check("a hook holds a new instance", wait(lambda: states() == ["Pending:Wait"]), states())
held = group()["Instances"][0]
check("it shows its template", held["LaunchTemplate"] == {"LaunchTemplateId": template["LaunchTemplateId"], "LaunchTemplateName": "web", "Version": "2"}, held)
scaling.record_lifecycle_action_heartbeat(AutoScalingGroupName="web", LifecycleHookName="in", InstanceId=held["InstanceId"])
scaling.complete_lifecycle_action(AutoScalingGroupName="web", LifecycleHookName="in", InstanceId=held["InstanceId"], LifecycleActionResult="CONTINUE")
check("a completed action lets it serve", wait(lambda: states() == ["InService"]), states())
scaling.delete_lifecycle_hook(AutoScalingGroupName="web", LifecycleHookName="in")
check("a deleted hook is gone", scaling.describe_lifecycle_hooks(AutoScalingGroupName="web")["LifecycleHooks"] == [])

ec2.get_waiter("instance_running").wait(InstanceIds=[run["InstanceId"]], WaiterConfig={"Delay": 1, "MaxAttempts": 60})
scaling.attach_instances(AutoScalingGroupName="web", InstanceIds=[run["InstanceId"]])
check("an instance joins", (group()["DesiredCapacity"], states()) == (2, ["InService", "InService"]), group())
scaling.set_instance_protection(AutoScalingGroupName="web", InstanceIds=[run["InstanceId"]], ProtectedFromScaleIn=True)
scaling.set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=1)
check("the protected one stays", wait(lambda: [i["InstanceId"] for i in group()["Instances"]] == [run["InstanceId"]]), group())
scaling.enter_standby(AutoScalingGroupName="web", InstanceIds=[run["InstanceId"]], ShouldDecrementDesiredCapacity=True)
check("it stands by", (group()["DesiredCapacity"], states()) == (0, ["Standby"]), group())
scaling.exit_standby(AutoScalingGroupName="web", InstanceIds=[run["InstanceId"]])
scaling.detach_instances(AutoScalingGroupName="web", InstanceIds=[run["InstanceId"]], ShouldDecrementDesiredCapacity=True)
check("it leaves and runs on", states() == [] and ec2.describe_instance_status(InstanceIds=[run["InstanceId"]])["InstanceStatuses"] != [])

# Power and attributes
ec2.stop_instances(InstanceIds=[run["InstanceId"]])
ec2.get_waiter("instance_stopped").wait(InstanceIds=[run["InstanceId"]], WaiterConfig={"Delay": 1, "MaxAttempts": 60})
ec2.modify_instance_attribute(InstanceId=run["InstanceId"], InstanceType={"Value": "m1.xlarge"})
ec2.start_instances(InstanceIds=[run["InstanceId"]])
ec2.get_waiter("instance_running").wait(InstanceIds=[run["InstanceId"]], WaiterConfig={"Delay": 1, "MaxAttempts": 60})
kind = ec2.describe_instance_attribute(InstanceId=run["InstanceId"], Attribute="instanceType")["InstanceType"]
check("a stopped instance changes its type", kind == {"Value": "m1.xlarge"}, kind)
ec2.modify_instance_attribute(InstanceId=run["InstanceId"], DisableApiTermination={"Value": True})
check("termination may be forbidden", code_of(ec2.terminate_instances, InstanceIds=[run["InstanceId"]]) == "OperationNotPermitted")
ec2.modify_instance_attribute(InstanceId=run["InstanceId"], DisableApiTermination={"Value": False})

# Processes and schedules
scaling.suspend_processes(AutoScalingGroupName="web", ScalingProcesses=["Launch"])
scaling.set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=1)
check("a suspended group launches nothing", [p["ProcessName"] for p in group()["SuspendedProcesses"]] == ["Launch"] and states() == [])
scaling.resume_processes(AutoScalingGroupName="web")
check("a resumed group launches", wait(lambda: states() == ["InService"]), states())
soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=10)
scaling.put_scheduled_update_group_action(AutoScalingGroupName="web", ScheduledActionName="grow", StartTime=soon, DesiredCapacity=2)
put = scaling.batch_put_scheduled_update_group_action(AutoScalingGroupName="web", ScheduledUpdateGroupActions=[
    {"ScheduledActionName": "nightly", "Recurrence": "0 3 * * *", "TimeZone": "Europe/Berlin", "MinSize": 0},
    {"ScheduledActionName": "wrong", "Recurrence": "often", "MinSize": 0}])
check("a batch reports what failed", [f["ScheduledActionName"] for f in put["FailedScheduledUpdateGroupActions"]] == ["wrong"], put)
check("a schedule is kept", wait(lambda: group()["DesiredCapacity"] == 2), group())
check("what ran once is gone", [a["ScheduledActionName"] for a in scaling.describe_scheduled_actions()["ScheduledUpdateGroupActions"]] == ["nightly"])
limits = scaling.describe_account_limits()
check("limits are shown", (limits["NumberOfAutoScalingGroups"], limits["NumberOfLaunchConfigurations"]) == (1, 0), limits)

# Security groups
check("a group in use stays", code_of(ec2.delete_security_group, GroupId=servers) == "DependencyViolation")

# Warm pools and policies
def pool():
    return scaling.describe_warm_pool(AutoScalingGroupName="web")


def pool_states():
    return [i["LifecycleState"] for i in pool()["Instances"]]


scaling.put_warm_pool(AutoScalingGroupName="web", MaxGroupPreparedCapacity=3, InstanceReusePolicy={"ReuseOnScaleIn": True})
check("a pool is filled", wait(lambda: pool_states() == ["Warmed:Stopped"]), pool())
warm = pool()["Instances"][0]["InstanceId"]
check("the group shows its pool", (group()["WarmPoolConfiguration"], group()["WarmPoolSize"]) == (pool()["WarmPoolConfiguration"], 1), group())
scaling.set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=3)
check("what is warm serves first", wait(lambda: states() == ["InService"] * 3 and warm in [i["InstanceId"] for i in group()["Instances"]]), group())
scaling.set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=2)
check("what served goes back", wait(lambda: pool_states() == ["Warmed:Stopped"]), pool())
check("a hibernated pool is refused", code_of(scaling.put_warm_pool, AutoScalingGroupName="web", PoolState="Hibernated") == "ValidationError")
scaling.delete_warm_pool(AutoScalingGroupName="web")
check("a deleted pool is gone", wait(lambda: "WarmPoolConfiguration" not in pool()), pool())
scaling.enable_metrics_collection(AutoScalingGroupName="web", Granularity="1Minute", Metrics=["GroupMinSize"])
check("an enabled metric is shown", group()["EnabledMetrics"] == [{"Metric": "GroupMinSize", "Granularity": "1Minute"}], group())
stat = {"Metric": {"Namespace": "Shop", "MetricName": "Queue", "Dimensions": [{"Name": "Name", "Value": "orders"}]}, "Stat": "Sum"}
metrics = [{"Id": "queue", "MetricStat": stat, "ReturnData": False}, {"Id": "load", "Expression": "queue / 2", "ReturnData": True}]
tracking = {"TargetValue": 5, "CustomizedMetricSpecification": {"Metrics": metrics}}
check("metric math is refused", code_of(scaling.put_scaling_policy, AutoScalingGroupName="web", PolicyName="math", PolicyType="TargetTrackingScaling",
                                        TargetTrackingConfiguration=tracking) == "ValidationError")
forecast = {"MetricSpecifications": [{"TargetValue": 40.0, "PredefinedMetricPairSpecification": {"PredefinedMetricType": "ASGCPUUtilization"}}],
            "Mode": "ForecastOnly"}
check("a forecast is refused", code_of(scaling.put_scaling_policy, AutoScalingGroupName="web", PolicyName="ahead", PolicyType="PredictiveScaling",
                                       PredictiveScalingConfiguration=forecast) == "ValidationError")

scaling.delete_auto_scaling_group(AutoScalingGroupName="web", ForceDelete=True)
ec2.terminate_instances(InstanceIds=[run["InstanceId"]])
ec2.delete_launch_template(LaunchTemplateName="web")
check("a deleted template is gone", code_of(ec2.describe_launch_templates, LaunchTemplateNames=["web"]) == "InvalidLaunchTemplateName.NotFoundException")

checks.end()
