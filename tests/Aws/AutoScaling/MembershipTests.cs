namespace AutoScaling.Tests;

/// <summary>
/// Attach, detach, standby, stop and start of instances. Sources: AutoScaling API reference of the first four actions,
/// EC2 API reference of StartInstances and StopInstances.
/// </summary>
public class MembershipTests
{
    private const string Ec2 = "&Version=2016-11-15";
    private const string Launch = "Action=CreateLaunchConfiguration&LaunchConfigurationName=lc&ImageId=image&InstanceType=m1.small";
    private const string Group =
        "Action=CreateAutoScalingGroup&LaunchConfigurationName=lc&AvailabilityZones.member.1=a&MinSize=0&MaxSize=2&AutoScalingGroupName=g";
    private const string Run = "Action=RunInstances&ImageId=image&MinCount=1&MaxCount=1" + Ec2;

    [Fact]
    public async Task An_instance_keeps_its_node_when_it_is_attached_and_detached()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group, Run);
        string id = (await test.InStateAsync(1, "running")).Single().First("instanceId")!;
        await OnAsync(test, id, (node, token) => node.PutFileAsync("/mark", "here"u8.ToArray(), cancellationToken: token));

        await test.DoAsync("Action=AttachInstances&AutoScalingGroupName=g&InstanceIds.member.1=" + id);
        await LabeledAsync(test, id, "g");
        string[] joined = [.. (await test.InServiceAsync(1)).Select(instance => instance.First("InstanceId")!)];
        (_, XElement group) = await test.CallAsync("Action=DescribeAutoScalingGroups");
        (_, XElement left) = await test.CallAsync(
            "Action=DetachInstances&AutoScalingGroupName=g&ShouldDecrementDesiredCapacity=true&InstanceIds.member.1=" + id
        );
        await test.InServiceAsync(0);
        await LabeledAsync(test, id, "instances");

        joined.ShouldBe([id]);
        group.First("DesiredCapacity").ShouldBe("1");
        left.First("Description").ShouldBe($"Detaching EC2 instance: {id}");
        (await test.InStateAsync(1, "running")).Single().First("instanceId").ShouldBe(id);
        byte[] mark = [];
        await OnAsync(test, id, async (node, token) => mark = await node.GetFileAsync("/mark", token));
        mark.ShouldBe("here"u8.ToArray());
    }

    [Fact]
    public async Task A_detached_instance_keeps_its_node_when_its_group_is_deleted_and_recreated()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group + "&DesiredCapacity=1");
        string id = (await test.InServiceAsync(1)).Single().First("InstanceId")!;
        await OnAsync(test, id, (node, token) => node.PutFileAsync("/mark", "here"u8.ToArray(), cancellationToken: token));

        await test.DoAsync(
            "Action=DetachInstances&AutoScalingGroupName=g&ShouldDecrementDesiredCapacity=true&InstanceIds.member.1=" + id,
            "Action=DeleteAutoScalingGroup&AutoScalingGroupName=g"
        );
        await LabeledAsync(test, id, "instances");
        await test.DoAsync(Group + "&DesiredCapacity=1", "Action=AttachInstances&AutoScalingGroupName=g&InstanceIds.member.1=" + id);
        await LabeledAsync(test, id, "g");
        await test.InServiceAsync(2);

        byte[] mark = [];
        await OnAsync(test, id, async (node, token) => mark = await node.GetFileAsync("/mark", token));
        mark.ShouldBe("here"u8.ToArray());
    }

    // Domain names ignore letter case, so one of the first two groups gets another domain name: that of the third or
    // fourth group.
    [Fact]
    public async Task Groups_whose_names_collide_with_domain_names_get_separate_domains()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch);
        await Task.WhenAll(
            new[] { "g", "G", "group-1", "group-2" }.Select(name =>
                test.DoAsync(Group.Replace("GroupName=g", "GroupName=" + name, StringComparison.Ordinal))
            )
        );

        await UntilAsync(() => test.Cluster.Topology.Groups.Count == 4);
    }

    [Fact]
    public async Task A_detached_instance_is_replaced_if_the_desired_capacity_is_unchanged()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(
            Launch,
            Group + "&DesiredCapacity=1&Tags.member.1.Key=k&Tags.member.1.Value=v&Tags.member.1.PropagateAtLaunch=true"
        );
        string id = (await test.InServiceAsync(1)).Single().First("InstanceId")!;

        await test.DoAsync("Action=DetachInstances&AutoScalingGroupName=g&ShouldDecrementDesiredCapacity=false&InstanceIds.member.1=" + id);
        string other = (await test.InServiceAsync(1)).Single().First("InstanceId")!;
        (_, XElement tags) = await test.CallAsync($"Action=DescribeInstances&InstanceId.1={id}" + Ec2);

        other.ShouldNotBe(id);
        tags.All("tagSet").Single().Values("key").ShouldBe(["k"]);
    }

    [Fact]
    public async Task An_instance_in_standby_is_not_counted_and_can_return_to_service()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group + "&DesiredCapacity=2");
        string id = (await test.InServiceAsync(2))[0].First("InstanceId")!;

        await test.DoAsync("Action=EnterStandby&AutoScalingGroupName=g&ShouldDecrementDesiredCapacity=true&InstanceIds.member.1=" + id);
        (_, XElement aside) = await test.CallAsync("Action=DescribeAutoScalingGroups");
        (_, XElement back) = await test.CallAsync("Action=ExitStandby&AutoScalingGroupName=g&InstanceIds.member.1=" + id);
        (_, XElement after) = await test.CallAsync("Action=DescribeAutoScalingGroups");

        aside.First("DesiredCapacity").ShouldBe("1");
        aside.Values("LifecycleState").ShouldBe(["Standby", "InService"], ignoreOrder: true);
        back.First("Description").ShouldBe($"Moving EC2 instance out of Standby: {id}");
        after.First("DesiredCapacity").ShouldBe("2");
        (await test.InServiceAsync(2)).Select(instance => instance.First("InstanceId")).ShouldContain(id);
    }

    // API reference: DetachInstances and TerminateInstanceInAutoScalingGroup decrement the desired capacity by the
    // number of instances, including those in standby.
    [Theory]
    [InlineData("TerminateInstanceInAutoScalingGroup&InstanceId=", true, 1)]
    [InlineData("TerminateInstanceInAutoScalingGroup&InstanceId=", false, 2)]
    [InlineData("DetachInstances&AutoScalingGroupName=g&InstanceIds.member.1=", true, 1)]
    [InlineData("DetachInstances&AutoScalingGroupName=g&InstanceIds.member.1=", false, 2)]
    public async Task An_instance_in_standby_can_leave_its_group_with_or_without_decrementing_the_capacity(
        string action,
        bool decrements,
        int left
    )
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group + "&DesiredCapacity=2");
        string id = (await test.InServiceAsync(2))[0].First("InstanceId")!;
        const string Enter = "Action=EnterStandby&AutoScalingGroupName=g&ShouldDecrementDesiredCapacity=false&InstanceIds.member.1=";
        (_, XElement entered) = await test.CallAsync(Enter + id);

        await test.DoAsync($"Action={action}{id}&ShouldDecrementDesiredCapacity={decrements}");

        // AWS CLI reference, enter-standby: the response shows a started activity.
        (entered.First("StatusCode"), entered.First("Progress")).ShouldBe(("InProgress", "50"));
        (await test.InServiceAsync(left)).ShouldNotContain(one => one.First("InstanceId") == id);
        (_, XElement group) = await test.CallAsync("Action=DescribeAutoScalingGroups");
        group.First("DesiredCapacity").ShouldBe($"{left}");
    }

    [Fact]
    public async Task An_instance_in_standby_can_be_stopped_and_started_without_replacement()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group + "&DesiredCapacity=1");
        string id = (await test.InServiceAsync(1)).Single().First("InstanceId")!;

        await test.DoAsync(
            "Action=EnterStandby&AutoScalingGroupName=g&ShouldDecrementDesiredCapacity=true&InstanceIds.member.1=" + id,
            "Action=StopInstances&InstanceId.1=" + id + Ec2
        );
        await test.InStateAsync(1, "stopped");
        await test.DoAsync("Action=StartInstances&InstanceId.1=" + id + Ec2);
        await test.InStateAsync(1, "running");
        (_, XElement group) = await test.CallAsync("Action=DescribeAutoScalingGroups");

        (group.First("InstanceId"), group.First("LifecycleState")).ShouldBe((id, "Standby"));
    }

    [Fact]
    public async Task A_stopped_instance_has_no_node_until_it_starts_again()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Run);
        string id = (await test.InStateAsync(1, "running")).Single().First("instanceId")!;

        (_, XElement stopping) = await test.CallAsync("Action=StopInstances&InstanceId.1=" + id + Ec2);
        await test.InStateAsync(1, "stopped");
        bool hasNode = test.Cluster.Nodes.Any(node => node.Name == id);
        (_, XElement starting) = await test.CallAsync("Action=StartInstances&InstanceId.1=" + id + Ec2);
        await test.InStateAsync(1, "running");

        // Codes: EC2 API reference, InstanceState.
        (stopping.Values("code"), stopping.Values("name")).ShouldSatisfyAllConditions(
            reply => reply.Item1.ShouldBe(["64", "16"]),
            reply => reply.Item2.ShouldBe(["stopping", "running"])
        );
        starting.Values("code").ShouldBe(["0", "80"]);
        hasNode.ShouldBeFalse();
        test.Cluster.Nodes.ShouldContain(node => node.Name == id);
    }

    [Theory]
    [InlineData("Action=AttachInstances&AutoScalingGroupName=g&InstanceIds.member.1=i-0", "ValidationError")]
    [InlineData("Action=AttachInstances&AutoScalingGroupName=g&InstanceIds.member.1=MEMBER", "ValidationError")]
    [InlineData("Action=DetachInstances&AutoScalingGroupName=g&InstanceIds.member.1=MEMBER", "ValidationError")]
    [InlineData(
        "Action=DetachInstances&AutoScalingGroupName=g&InstanceIds.member.1=SINGLE&ShouldDecrementDesiredCapacity=true",
        "ValidationError"
    )]
    [InlineData("Action=ExitStandby&AutoScalingGroupName=g&InstanceIds.member.1=MEMBER", "ValidationError")]
    [InlineData(
        "Action=EnterStandby&AutoScalingGroupName=none&InstanceIds.member.1=MEMBER&ShouldDecrementDesiredCapacity=true",
        "ValidationError"
    )]
    [InlineData("Action=StartInstances" + Ec2, "InvalidParameterCombination")]
    [InlineData("Action=StopInstances&InstanceId.1=i-0" + Ec2, "InvalidInstanceID.NotFound")]
    [InlineData("Action=StopInstances&InstanceId.1=SINGLE&Hibernate=true" + Ec2, "UnsupportedOperation")]
    public async Task An_invalid_change_of_membership_or_state_is_rejected(string query, string code)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group + "&DesiredCapacity=1", Run);
        string member = (await test.InServiceAsync(1)).Single().First("InstanceId")!;
        string single = (await test.InStateAsync(2, "running"))
            .Select(instance => instance.First("instanceId")!)
            .Single(id => id != member);

        (int Status, string? Code) fault = await test.FaultAsync(
            query.Replace("MEMBER", member, StringComparison.Ordinal).Replace("SINGLE", single, StringComparison.Ordinal)
        );

        fault.ShouldBe((400, code));
    }

    // Amazon EC2 Auto Scaling User Guide, "Detach or attach instances": the instance is in a zone of the group.
    [Fact]
    public async Task An_instance_in_another_zone_than_those_of_the_group_is_not_attached()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(
            new AutoScalingEndpointOptions { SignatureValidation = SignatureValidation.Off, Clouds = ["a", "b"] }
        );
        await test.DoAsync(Launch, Group, Run + "&Placement.AvailabilityZone=a", Run + "&Placement.AvailabilityZone=b");
        ILookup<string, string> instances = (await test.InStateAsync(2, "running")).ToLookup(
            instance => instance.First("availabilityZone")!,
            instance => instance.First("instanceId")!,
            StringComparer.Ordinal
        );

        (int Status, string? Code) other = await test.FaultAsync(
            "Action=AttachInstances&AutoScalingGroupName=g&InstanceIds.member.1=" + instances["b"].Single()
        );
        await test.DoAsync("Action=AttachInstances&AutoScalingGroupName=g&InstanceIds.member.1=" + instances["a"].Single());

        other.ShouldBe((400, "ValidationError"));
        (await test.InServiceAsync(1)).Single().First("InstanceId").ShouldBe(instances["a"].Single());
    }

    [Fact]
    public async Task Attaching_above_the_maximum_and_detaching_below_the_minimum_are_rejected()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group + "&DesiredCapacity=2", Run, "Action=UpdateAutoScalingGroup&AutoScalingGroupName=g&MinSize=2");
        string member = (await test.InServiceAsync(2))[0].First("InstanceId")!;
        string single = (await test.InStateAsync(3, "running")).Single(instance => instance.Values("key").Length == 0).First("instanceId")!;

        (int Status, string? Code) above = await test.FaultAsync(
            "Action=AttachInstances&AutoScalingGroupName=g&InstanceIds.member.1=" + single
        );
        (int Status, string? Code) below = await test.FaultAsync(
            "Action=DetachInstances&AutoScalingGroupName=g&ShouldDecrementDesiredCapacity=true&InstanceIds.member.1=" + member
        );

        above.ShouldBe((400, "ValidationError"));
        below.ShouldBe((400, "ValidationError"));
    }

    [Fact]
    public async Task Account_limits_are_described_with_the_current_counts()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group);

        (_, XElement limits) = await test.CallAsync("Action=DescribeAccountLimits");

        (limits.First("NumberOfAutoScalingGroups"), limits.First("NumberOfLaunchConfigurations")).ShouldBe(("1", "1"));
    }

    // Values: AutoScaling's service model (EnableMetricsCollection, DescribeTerminationPolicyTypes) and its published
    // examples.
    [Theory]
    [InlineData("DescribeTerminationPolicyTypes", "TerminationPolicyTypes", 7, "OldestLaunchTemplate")]
    [InlineData("DescribeAutoScalingNotificationTypes", "AutoScalingNotificationTypes", 5, "autoscaling:TEST_NOTIFICATION")]
    [InlineData("DescribeMetricCollectionTypes", "Metrics", 20, "GroupInServiceInstances")]
    [InlineData("DescribeMetricCollectionTypes", "Granularities", 1, "1Minute")]
    public async Task Describe_actions_list_the_supported_values(string action, string list, int count, string word)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();

        (int status, XElement reply) = await test.CallAsync($"Action={action}");

        status.ShouldBe(200);
        reply.Items(list).Length.ShouldBe(count);
        reply.Items(list).Select(item => item.Value).ShouldContain(word);
    }

    private static Task LabeledAsync(TestEndpoint test, string id, string domain) =>
        UntilAsync(() => test.Cluster.Topology.Nodes.SingleOrDefault(node => node.Name == id)?.Labels["domain"] == domain);

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using CancellationTokenSource timeout = new(TimeSpan.FromMinutes(1));
        while (!isSo())
        {
            await Task.Delay(1, timeout.Token);
        }
    }

    private static Task OnAsync(TestEndpoint test, string id, Func<Node, CancellationToken, Task> use) =>
        test.Cluster.Provider.RunAsync(token => use(test.Cluster.Nodes.Single(node => node.Name == id), token));
}
