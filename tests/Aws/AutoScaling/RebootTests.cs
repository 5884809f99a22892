namespace AutoScaling.Tests;

// EC2 API reference, RebootInstances; EC2 user guide, "Reboot your instance": the instance stays running and keeps its
// addresses.
public class RebootTests
{
    private const string Ec2 = "&Version=2016-11-15";
    private const string Run = "Action=RunInstances&ImageId=image&MinCount=1&MaxCount=1" + Ec2;

    [Fact]
    public async Task A_rebooted_instance_stays_running_and_gets_a_new_node_with_the_same_id()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Run);
        XElement before = (await test.InStateAsync(1, "running"))[0];
        string id = before.Text("instanceId")!;
        DateTimeOffset created = await CreatedAtAsync(test, id);

        await test.DoAsync($"Action=RebootInstances&InstanceId.1={id}{Ec2}");
        XElement during = (await test.InstancesAsync())[0];
        await test.WhenAsync(_ => !test.Endpoint.State.AnyInstance(id)!.IsRebooting);

        XElement after = (await test.InstancesAsync())[0];
        TestEndpoint.StateOf(during).ShouldBe("running");
        TestEndpoint.StateOf(after).ShouldBe("running");
        after.Text("launchTime").ShouldBe(before.Text("launchTime"));
        after.Text("privateIpAddress").ShouldBe(before.Text("privateIpAddress"));
        (await CreatedAtAsync(test, id)).ShouldBeGreaterThan(created);
    }

    [Fact]
    public async Task A_group_does_not_replace_an_instance_that_is_rebooted()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(
            "Action=CreateLaunchConfiguration&LaunchConfigurationName=lc&ImageId=image&InstanceType=m1.small",
            "Action=CreateAutoScalingGroup&AutoScalingGroupName=g&LaunchConfigurationName=lc&MinSize=0&MaxSize=2"
                + "&DesiredCapacity=1&AvailabilityZones.member.1=a"
        );
        string id = (await test.InServiceAsync(1))[0].Text("InstanceId")!;

        await test.DoAsync($"Action=RebootInstances&InstanceId.1={id}{Ec2}");
        await test.WhenAsync(_ => !test.Endpoint.State.AnyInstance(id)!.IsRebooting);

        XElement instance = (await test.InServiceAsync(1))[0];
        (instance.Text("InstanceId"), instance.Text("HealthStatus")).ShouldBe((id, "Healthy"));
    }

    [Theory]
    [InlineData("PutLifecycleHook&LifecycleHookName=in&LifecycleTransition=autoscaling:EC2_INSTANCE_LAUNCHING", "Pending:Wait")]
    [InlineData("PutWarmPool&PoolState=Running&MaxGroupPreparedCapacity=1", "Warmed:Running")]
    public async Task An_instance_that_is_not_in_service_keeps_its_lifecycle_state_when_rebooted(string action, string state)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(
            "Action=CreateLaunchConfiguration&LaunchConfigurationName=lc&ImageId=image&InstanceType=m1.small",
            "Action=CreateAutoScalingGroup&AutoScalingGroupName=g&LaunchConfigurationName=lc&MinSize=0&MaxSize=2"
                + "&AvailabilityZones.member.1=a",
            $"Action={action}&AutoScalingGroupName=g"
        );
        if (state == "Pending:Wait")
        {
            await test.DoAsync("Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity=1");
        }

        const string Instances = "Action=DescribeAutoScalingInstances";
        string id = (await test.UntilAsync(Instances, reply => reply.First("LifecycleState") == state)).First("InstanceId")!;

        await test.DoAsync($"Action=RebootInstances&InstanceId.1={id}{Ec2}");
        await test.WhenAsync(_ => !test.Endpoint.State.AnyInstance(id)!.IsRebooting);
        (_, XElement after) = await test.CallAsync(Instances);

        after.Values("InstanceId").ShouldBe([id]);
        after.Values("LifecycleState").ShouldBe([state]);
    }

    [Fact]
    public async Task A_reboot_of_a_stopped_or_missing_instance_is_rejected()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Run);
        string id = (await test.InStateAsync(1, "running"))[0].Text("instanceId")!;
        await test.DoAsync($"Action=StopInstances&InstanceId.1={id}{Ec2}");
        await test.InStateAsync(1, "stopped");

        (await test.FaultAsync($"Action=RebootInstances&InstanceId.1={id}{Ec2}")).ShouldBe((400, "IncorrectInstanceState"));
        (await test.FaultAsync($"Action=RebootInstances&InstanceId.1=i-0{Ec2}")).ShouldBe((400, "InvalidInstanceID.NotFound"));
    }

    // EC2 user guide, "Stop and start your instance" and "Reboot your instance": the data on EBS volumes persists.
    [Theory]
    [InlineData("StopInstances", "")]
    [InlineData("RebootInstances", "")]
    [InlineData("StopInstances", "&DryRun=true")]
    [InlineData("RebootInstances", "&DryRun=true")]
    public async Task Stop_and_reboot_are_rejected_unless_node_replacement_is_allowed(string action, string rest)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(
            new AutoScalingEndpointOptions { SignatureValidation = SignatureValidation.Off }
        );
        await test.DoAsync(Run);
        string id = (await test.InStateAsync(1, "running"))[0].Text("instanceId")!;
        DateTimeOffset created = await CreatedAtAsync(test, id);

        (int status, XElement refused) = await test.CallAsync($"Action={action}&InstanceId.1={id}{rest}{Ec2}");

        (status, refused.First("Code")).ShouldBe((400, "UnsupportedOperation"));
        refused.First("Message")!.ShouldStartWith($"{action} is refused: ");
        refused.First("Message")!.ShouldContain("EndpointOptions.AllowNodeReplacement");
        TestEndpoint.StateOf((await test.InstancesAsync())[0]).ShouldBe("running");
        (await CreatedAtAsync(test, id)).ShouldBe(created);
    }

    private static async Task<DateTimeOffset> CreatedAtAsync(TestEndpoint test, string id)
    {
        ValueList<Resource> found = [];
        await test.Cluster.Provider.RunAsync(async token => found = await test.Cluster.Provider.ObserveAsync(test.Cluster.Owner, token));
        return found.Single(resource => resource.Tag.Name == id).CreatedAt;
    }
}
