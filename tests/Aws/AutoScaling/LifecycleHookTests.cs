namespace AutoScaling.Tests;

/// <summary>Sources: AutoScaling user guide, "Lifecycle hooks"; API reference, PutLifecycleHook.</summary>
public class LifecycleHookTests
{
    private const string Launch = "Action=CreateLaunchConfiguration&LaunchConfigurationName=lc&ImageId=image&InstanceType=m1.small";
    private const string Group =
        "Action=CreateAutoScalingGroup&LaunchConfigurationName=lc&AvailabilityZones.member.1=a&MinSize=0&MaxSize=9&AutoScalingGroupName=g";
    private const string Launching = "autoscaling:EC2_INSTANCE_LAUNCHING";
    private const string Terminating = "autoscaling:EC2_INSTANCE_TERMINATING";
    private const string Groups = "Action=DescribeAutoScalingGroups";

    [Fact]
    public async Task A_new_instance_waits_until_its_lifecycle_action_is_completed()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group, Hook("in", Launching), Size(1));
        XElement waiting = await test.UntilAsync(Groups, reply => reply.First("LifecycleState") == "Pending:Wait");
        (_, XElement ec2) = await test.CallAsync("Action=DescribeInstances&Version=2016-11-15");

        await test.DoAsync(Complete("in", waiting.First("InstanceId")!, "CONTINUE"));
        XElement[] serving = await test.InServiceAsync(1);

        ec2.All("instanceState").Single().First("name").ShouldBe("running");
        serving.Single().First("InstanceId").ShouldBe(waiting.First("InstanceId"));
    }

    [Fact]
    public async Task An_abandoned_launch_is_recorded_as_failed_and_replaced()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group, Hook("in", Launching), Size(1));
        string first = (await test.UntilAsync(Groups, reply => reply.First("LifecycleState") == "Pending:Wait")).First("InstanceId")!;

        await test.DoAsync(Complete("in", first, "ABANDON"));
        XElement second = await test.UntilAsync(Groups, reply =>
            reply.Values("LifecycleState") is ["Pending:Wait"] && reply.First("InstanceId") != first
        );
        (_, XElement activities) = await test.CallAsync("Action=DescribeScalingActivities");

        second.First("InstanceId").ShouldNotBe(first);
        activities
            .All("member")
            .Single(activity => activity.First("Description") == $"Launching a new EC2 instance: {first}")
            .First("StatusCode")
            .ShouldBe("Failed");
    }

    [Fact]
    public async Task A_terminating_instance_keeps_running_until_its_lifecycle_action_is_completed()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group, Hook("out", Terminating), Size(1));
        string id = (await test.InServiceAsync(1)).Single().First("InstanceId")!;

        await test.DoAsync(Size(0));
        await test.UntilAsync(Groups, reply => reply.First("LifecycleState") == "Terminating:Wait");
        (_, XElement ec2) = await test.CallAsync("Action=DescribeInstances&Version=2016-11-15");
        await test.DoAsync(Complete("out", id, "CONTINUE"));
        await test.InServiceAsync(0);

        ec2.All("instanceState").Single().First("name").ShouldBe("running");
    }

    [Theory]
    [InlineData("CONTINUE", "InService")]
    [InlineData("ABANDON", "Pending:Wait")]
    public async Task A_hook_applies_its_default_result_after_the_timeout(string result, string state)
    {
        HandClock clock = new();
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Open(clock));
        await test.DoAsync(Launch, Group, Hook("in", Launching) + $"&HeartbeatTimeout=60&DefaultResult={result}", Size(1));
        string first = (await test.UntilAsync(Groups, reply => reply.First("LifecycleState") == "Pending:Wait")).First("InstanceId")!;

        clock.Now += TimeSpan.FromSeconds(61);
        XElement after = await test.UntilAsync(Groups, reply =>
            reply.Values("LifecycleState") is [var word] && word == state && (result == "CONTINUE" || reply.First("InstanceId") != first)
        );

        (after.First("InstanceId") == first).ShouldBe(result == "CONTINUE");
    }

    [Fact]
    public async Task A_heartbeat_restarts_the_timeout_of_a_hook()
    {
        HandClock clock = new();
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Open(clock));
        await test.DoAsync(
            Launch,
            Group,
            Hook("in", Launching) + "&HeartbeatTimeout=60",
            Hook("other", Launching) + "&HeartbeatTimeout=90&DefaultResult=CONTINUE",
            Size(1)
        );
        string id = (await test.UntilAsync(Groups, reply => reply.First("LifecycleState") == "Pending:Wait")).First("InstanceId")!;

        clock.Now += TimeSpan.FromSeconds(50);
        await test.DoAsync($"Action=RecordLifecycleActionHeartbeat&AutoScalingGroupName=g&LifecycleHookName=in&InstanceId={id}");
        clock.Now += TimeSpan.FromSeconds(50);

        // The timeout of the other hook (90 s) has elapsed. The heartbeat extended that of the first hook to 110 s.
        await test.UntilAsync(Complete("other", id, "CONTINUE"), reply => reply.First("Code") == "ValidationError");
        await test.DoAsync(Complete("in", id, "CONTINUE"));
        await test.InServiceAsync(1);
    }

    [Fact]
    public async Task Deleting_a_hook_completes_its_pending_actions()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group, Hook("out", Terminating), Size(1));
        await test.InServiceAsync(1);
        await test.DoAsync(Size(0));
        await test.UntilAsync(Groups, reply => reply.First("LifecycleState") == "Terminating:Wait");

        await test.DoAsync("Action=DeleteLifecycleHook&AutoScalingGroupName=g&LifecycleHookName=out");

        await test.InServiceAsync(0);
    }

    [Fact]
    public async Task Hooks_of_a_new_group_apply_to_its_first_instances_and_use_the_documented_defaults()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        const string List = "&LifecycleHookSpecificationList.member.1.";
        await test.DoAsync(Launch, $"{Group}&DesiredCapacity=1{List}LifecycleHookName=in{List}LifecycleTransition={Launching}");

        await test.UntilAsync(Groups, reply => reply.First("LifecycleState") == "Pending:Wait");
        (_, XElement hooks) = await test.CallAsync("Action=DescribeLifecycleHooks&AutoScalingGroupName=g");

        // API reference: heartbeat 3600 s, global timeout 48 hours or 100 heartbeats, default ABANDON.
        (
            hooks.First("LifecycleTransition"),
            hooks.First("HeartbeatTimeout"),
            hooks.First("GlobalTimeout"),
            hooks.First("DefaultResult")
        ).ShouldBe((Launching, "3600", "172800", "ABANDON"));
    }

    [Theory]
    [InlineData("Action=PutLifecycleHook&AutoScalingGroupName=g&LifecycleHookName=h")]
    [InlineData("Action=PutLifecycleHook&AutoScalingGroupName=g&LifecycleHookName=h&LifecycleTransition=sometimes")]
    [InlineData(
        "Action=PutLifecycleHook&AutoScalingGroupName=g&LifecycleHookName=h&LifecycleTransition=" + Launching + "&HeartbeatTimeout=29"
    )]
    [InlineData(
        "Action=PutLifecycleHook&AutoScalingGroupName=g&LifecycleHookName=h&LifecycleTransition=" + Launching + "&DefaultResult=MAYBE"
    )]
    [InlineData(
        "Action=PutLifecycleHook&AutoScalingGroupName=g&LifecycleHookName=h&LifecycleTransition="
            + Launching
            + "&NotificationTargetARN=arn:aws:sns:x"
    )]
    [InlineData("Action=PutLifecycleHook&AutoScalingGroupName=none&LifecycleHookName=h&LifecycleTransition=" + Launching)]
    [InlineData("Action=DeleteLifecycleHook&AutoScalingGroupName=g&LifecycleHookName=none")]
    [InlineData(
        "Action=CompleteLifecycleAction&AutoScalingGroupName=g&LifecycleHookName=none&InstanceId=i-0&LifecycleActionResult=CONTINUE"
    )]
    public async Task An_invalid_hook_request_is_rejected(string query)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group);

        (await test.FaultAsync(query)).ShouldBe((400, "ValidationError"));
    }

    [Theory]
    [InlineData(Launching, "Pending:Wait", 1)]
    [InlineData(Terminating, "Terminating:Wait", 0)]
    public async Task A_waiting_instance_and_its_hook_timeout_survive_a_restart(string transition, string held, int left)
    {
        HandClock clock = new();
        string folder = Directory.CreateTempSubdirectory("hooks").FullName;
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Open(clock), folder);
        await test.DoAsync(Launch, Group, Hook("h", transition) + "&HeartbeatTimeout=60&DefaultResult=CONTINUE", Size(1));
        if (transition == Terminating)
        {
            await test.InServiceAsync(1);
            await test.DoAsync(Size(0));
        }

        string id = (await test.UntilAsync(Groups, reply => reply.First("LifecycleState") == held)).First("InstanceId")!;
        clock.Now += TimeSpan.FromSeconds(40);
        await test.RestartAsync(Open(clock), folder);

        // An instance of another group in service proves that the new endpoint has observed its cluster.
        await test.DoAsync(
            Group.Replace("GroupName=g", "GroupName=other", StringComparison.Ordinal),
            Size(1).Replace("GroupName=g", "GroupName=other", StringComparison.Ordinal)
        );
        await test.UntilAsync("Action=DescribeAutoScalingInstances", reply => reply.Values("LifecycleState").Contains("InService"));
        (_, XElement after) = await test.CallAsync($"Action=DescribeAutoScalingInstances&InstanceIds.member.1={id}");
        clock.Now += TimeSpan.FromSeconds(21);
        await test.InServiceAsync(1 + left);
        Directory.Delete(folder, recursive: true);

        after.First("LifecycleState").ShouldBe(held);
    }

    private static AutoScalingEndpointOptions Open(HandClock clock) =>
        new()
        {
            SignatureValidation = SignatureValidation.Off,
            Clock = clock,
            PollInterval = TimeSpan.FromMilliseconds(100),
        };

    private static string Hook(string name, string transition) =>
        $"Action=PutLifecycleHook&AutoScalingGroupName=g&LifecycleHookName={name}&LifecycleTransition={transition}";

    private static string Complete(string hook, string id, string result) =>
        $"Action=CompleteLifecycleAction&AutoScalingGroupName=g&LifecycleHookName={hook}&InstanceId={id}&LifecycleActionResult={result}";

    private static string Size(int size) => $"Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity={size}";
}
