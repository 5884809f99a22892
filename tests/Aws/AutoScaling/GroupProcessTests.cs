namespace AutoScaling.Tests;

/// <summary>
/// Suspended processes, scale-in protection and instance health. Source: AutoScaling user guide, "Suspend and resume"
/// and "Instance protection".
/// </summary>
public class GroupProcessTests
{
    private const string Launch = "Action=CreateLaunchConfiguration&LaunchConfigurationName=lc&ImageId=image&InstanceType=m1.small";
    private const string Group =
        "Action=CreateAutoScalingGroup&LaunchConfigurationName=lc&AvailabilityZones.member.1=a&MinSize=0&MaxSize=9&AutoScalingGroupName=g";
    private const string Resume = "Action=ResumeProcesses&AutoScalingGroupName=g";
    private const string Groups = "Action=DescribeAutoScalingGroups";

    [Fact]
    public async Task A_group_scales_out_once_its_suspended_Launch_process_is_resumed()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group + "&DesiredCapacity=1");
        await test.InServiceAsync(1);

        await test.DoAsync(Suspend("Launch"), Size(3));
        (_, XElement suspended) = await test.CallAsync(Groups);
        await test.InServiceAsync(1);
        await test.DoAsync(Resume);

        suspended.Values("ProcessName").ShouldBe(["Launch"]);
        suspended.First("SuspensionReason")!.ShouldStartWith("User suspended at ");
        (await test.InServiceAsync(3)).Length.ShouldBe(3);
    }

    [Fact]
    public async Task A_group_scales_in_once_its_suspended_Terminate_process_is_resumed()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group + "&DesiredCapacity=3");
        await test.InServiceAsync(3);

        await test.DoAsync(Suspend("Terminate"), Size(1));
        (_, XElement held) = await test.CallAsync(Groups);
        await test.DoAsync(Resume);

        held.Values("LifecycleState").ShouldBe(["InService", "InService", "InService"]);
        (await test.InServiceAsync(1)).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Suspend_and_resume_without_names_apply_to_all_processes_and_an_unknown_name_is_rejected()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group, "Action=SuspendProcesses&AutoScalingGroupName=g");
        (_, XElement types) = await test.CallAsync("Action=DescribeScalingProcessTypes");
        (_, XElement suspended) = await test.CallAsync(Groups);
        await test.DoAsync(Resume + "&ScalingProcesses.member.1=Launch");
        (_, XElement one) = await test.CallAsync(Groups);
        await test.DoAsync(Resume);
        (_, XElement none) = await test.CallAsync(Groups);

        suspended.Values("ProcessName").ShouldBe(types.Values("ProcessName"), ignoreOrder: true);
        one.Values("ProcessName").ShouldBe(types.Values("ProcessName").Where(name => name != "Launch"), ignoreOrder: true);
        none.Values("ProcessName").ShouldBeEmpty();
        (await test.FaultAsync(Suspend("Breathe"))).ShouldBe((400, "ValidationError"));
    }

    [Theory]
    [InlineData("HealthCheck", "Healthy")]
    [InlineData("ReplaceUnhealthy", "Unhealthy")]
    public async Task A_stopped_instance_is_not_replaced_while_HealthCheck_or_ReplaceUnhealthy_is_suspended(string process, string health)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group + "&DesiredCapacity=1");
        string id = (await test.InServiceAsync(1)).Single().First("InstanceId")!;

        await test.DoAsync(Suspend(process), "Action=StopInstances&Version=2016-11-15&InstanceId.1=" + id);
        await test.UntilAsync("Action=DescribeInstances&Version=2016-11-15", reply =>
            reply.All("instanceState").Single().First("name") == "stopped"
        );
        XElement held = await test.UntilAsync(Groups, reply => reply.First("HealthStatus") == health);
        await test.DoAsync(Resume);
        XElement replaced = await test.UntilAsync(Groups, reply =>
            reply.First("InstanceId") is { } other && other != id && reply.First("LifecycleState") == "InService"
        );

        held.First("InstanceId").ShouldBe(id);
        replaced.Values("InstanceId").Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_metric_changes_nothing_while_alarms_are_suspended()
    {
        HandClock clock = new();
        await using TestEndpoint test = await TestEndpoint.OpenAsync(
            new AutoScalingEndpointOptions { SignatureValidation = SignatureValidation.Off, Clock = clock }
        );
        const string Policy =
            "Action=PutScalingPolicy&AutoScalingGroupName=g&PolicyName=p&PolicyType=TargetTrackingScaling&TargetTrackingConfiguration.TargetValue=50"
            + "&TargetTrackingConfiguration.PredefinedMetricSpecification.PredefinedMetricType=ASGAverageCPUUtilization";
        await test.DoAsync(Launch, Group + "&DesiredCapacity=2", Policy);
        await test.InServiceAsync(2);

        await test.DoAsync(Suspend("AlarmNotification"));
        int[] suspended = await PointsAsync();
        await test.DoAsync(Resume);
        int[] resumed = await PointsAsync();

        // Three points, a minute apart, at twice the target double the size.
        suspended.ShouldBe([2, 2, 2]);
        resumed.ShouldBe([2, 2, 4]);

        async Task<int[]> PointsAsync()
        {
            int[] sizes = new int[3];
            for (int point = 0; point < sizes.Length; point++)
            {
                clock.Now += TimeSpan.FromMinutes(1);
                sizes[point] = await test.Endpoint.PutMetricDataAsync("g", "ASGAverageCPUUtilization", 100);
            }

            return sizes;
        }
    }

    [Fact]
    public async Task Zones_are_not_rebalanced_while_AZRebalance_is_suspended()
    {
        AutoScalingEndpointOptions zones = new() { SignatureValidation = SignatureValidation.Off, Clouds = ["a", "b"] };
        await using TestEndpoint test = await TestEndpoint.OpenAsync(zones);
        await test.DoAsync(Launch, Group + "&DesiredCapacity=3");
        await test.SettledAsync(3);

        await test.DoAsync(
            Suspend("AZRebalance"),
            "Action=UpdateAutoScalingGroup&AutoScalingGroupName=g&AvailabilityZones.member.1=a&AvailabilityZones.member.2=b"
        );
        string[] kept = await test.SettledAsync(3);
        await test.DoAsync(Size(4));
        string[] grown = await test.SettledAsync(4);

        kept.ShouldBe(["a", "a", "a"]);
        grown.ShouldBe(["a", "a", "a", "b"]);
    }

    [Fact]
    public async Task Scale_in_does_not_terminate_protected_instances()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group + "&DesiredCapacity=3");
        string[] ids = [.. (await test.InServiceAsync(3)).Select(instance => instance.First("InstanceId")!)];
        string[] protectedIds = ids[1..];

        await test.DoAsync(Protect(true, protectedIds), Size(1));
        string[] kept = [.. (await test.InServiceAsync(2)).Select(instance => instance.First("InstanceId")!)];
        (_, XElement flags) = await test.CallAsync("Action=DescribeAutoScalingInstances");
        await test.DoAsync(Protect(false, protectedIds));
        await test.InServiceAsync(1);

        kept.ShouldBe(protectedIds, ignoreOrder: true);
        flags.Values("ProtectedFromScaleIn").ShouldBe(["true", "true"]);
    }

    [Fact]
    public async Task New_instances_of_a_group_with_scale_in_protection_are_protected()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group + "&DesiredCapacity=2&NewInstancesProtectedFromScaleIn=true");
        await test.InServiceAsync(2);

        await test.DoAsync(Size(0));
        (_, XElement held) = await test.CallAsync(Groups);

        (held.First("DesiredCapacity"), held.First("NewInstancesProtectedFromScaleIn")).ShouldBe(("0", "true"));
        held.Values("LifecycleState").ShouldBe(["InService", "InService"]);
    }

    [Fact]
    public async Task Setting_protection_fails_for_all_instances_if_one_is_not_in_the_group()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group + "&DesiredCapacity=1");
        string id = (await test.InServiceAsync(1)).Single().First("InstanceId")!;

        (int Status, string? Code) fault = await test.FaultAsync(Protect(true, id, "i-0"));
        (_, XElement flags) = await test.CallAsync(Groups);

        fault.ShouldBe((400, "ValidationError"));
        flags.First("ProtectedFromScaleIn").ShouldBe("false");
    }

    [Fact]
    public async Task An_instance_set_to_unhealthy_is_replaced_after_the_grace_period_or_at_once_on_request()
    {
        HandClock clock = new();
        await using TestEndpoint test = await TestEndpoint.OpenAsync(
            new AutoScalingEndpointOptions
            {
                SignatureValidation = SignatureValidation.Off,
                Clock = clock,
                PollInterval = TimeSpan.FromMilliseconds(100),
            }
        );
        await test.DoAsync(Launch, Group + "&DesiredCapacity=1&HealthCheckGracePeriod=600");
        string first = (await test.InServiceAsync(1)).Single().First("InstanceId")!;

        await test.DoAsync($"Action=SetInstanceHealth&InstanceId={first}&HealthStatus=Unhealthy");
        (_, XElement marked) = await test.CallAsync(Groups);
        clock.Now += TimeSpan.FromSeconds(601);
        XElement second = await test.UntilAsync(Groups, reply =>
            reply.Values("InstanceId") is [var id] && id != first && reply.First("LifecycleState") == "InService"
        );
        await test.DoAsync(
            $"Action=SetInstanceHealth&InstanceId={second.First("InstanceId")}&HealthStatus=Unhealthy&ShouldRespectGracePeriod=false"
        );
        await test.UntilAsync(Groups, reply => reply.Values("InstanceId") is [var id] && id != second.First("InstanceId"));

        (marked.First("InstanceId"), marked.First("HealthStatus"), marked.First("LifecycleState")).ShouldBe(
            (first, "Unhealthy", "InService")
        );
    }

    private static string Suspend(string process) => "Action=SuspendProcesses&AutoScalingGroupName=g&ScalingProcesses.member.1=" + process;

    private static string Size(int size) => $"Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity={size}";

    private static string Protect(bool isProtected, params string[] ids) =>
        $"Action=SetInstanceProtection&AutoScalingGroupName=g&ProtectedFromScaleIn={isProtected}"
        + string.Concat(ids.Select((id, index) => $"&InstanceIds.member.{index + 1}={id}"));
}
