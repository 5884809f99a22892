using Scalewright.Providers.AutoScaling.Wire;

namespace AutoScaling.Tests;

// AutoScaling API reference: PutWarmPool, DescribeWarmPool, DeleteWarmPool; Amazon EC2 Auto Scaling User Guide, "Warm
// pools for Amazon EC2 Auto Scaling".
public class WarmPoolTests
{
    private const string Describe = "Action=DescribeWarmPool&AutoScalingGroupName=g";
    private const string Put = "Action=PutWarmPool&AutoScalingGroupName=g";
    private const string Size = "Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity=";

    [Theory]
    [InlineData("", "Warmed:Stopped", "stopped", 0)]
    [InlineData("&PoolState=Running", "Warmed:Running", "running", 4)]
    public async Task A_warm_pool_fills_up_to_the_maximum_size_of_its_group(string state, string lifecycle, string shown, int nodes)
    {
        await using TestEndpoint test = await OpenAsync();
        await test.DoAsync(Put + state);

        XElement pool = await PoolAsync(test, 4, lifecycle);
        (_, XElement groups) = await test.CallAsync("Action=DescribeAutoScalingGroups");

        (pool.First("MinSize"), pool.First("PoolState")).ShouldBe(("0", lifecycle["Warmed:".Length..]));
        pool.Values("MaxGroupPreparedCapacity").ShouldBeEmpty();
        groups.Items("Instances").ShouldBeEmpty();
        groups.First("WarmPoolSize").ShouldBe("4");
        (await test.InstancesAsync()).Select(TestEndpoint.StateOf).ShouldBe(Enumerable.Repeat(shown, 4));
        test.Cluster.Nodes.Count.ShouldBe(nodes);
    }

    [Theory]
    [InlineData("&MaxGroupPreparedCapacity=2", 2)]
    [InlineData("&MaxGroupPreparedCapacity=2&MinSize=3", 3)]
    [InlineData("&MaxGroupPreparedCapacity=-1", 4)]
    [InlineData("&MaxGroupPreparedCapacity=0", 0)]
    public async Task The_bounds_of_a_warm_pool_determine_its_size(string bounds, int count)
    {
        await using TestEndpoint test = await OpenAsync();

        await test.DoAsync(Put + bounds);

        (await PoolAsync(test, count, "Warmed:Stopped")).Items("Instances").Length.ShouldBe(count);
    }

    [Theory]
    [InlineData("Stopped")]
    [InlineData("Running")]
    public async Task Scale_out_uses_instances_of_the_warm_pool_first(string state)
    {
        await using TestEndpoint test = await OpenAsync();
        await test.DoAsync(Put + "&MaxGroupPreparedCapacity=2&PoolState=" + state);
        string[] warm = IdsOf(await PoolAsync(test, 2, "Warmed:" + state));

        await test.DoAsync(Size + "3");

        XElement[] serving = [.. (await PoolAndGroupAsync(test, 0, 3)).Items("AutoScalingInstances")];
        string[] ids = [.. serving.Select(instance => instance.Text("InstanceId")!)];
        ids.Intersect(warm).Count().ShouldBe(2);
        (_, XElement activities) = await test.CallAsync("Action=DescribeScalingActivities&AutoScalingGroupName=g");
        activities
            .Values("Description")
            .Count(text => text!.StartsWith("Launching a new EC2 instance from warm pool: i-", StringComparison.Ordinal))
            .ShouldBe(2);
        activities
            .Values("Description")
            .Count(text => text!.StartsWith("Launching a new EC2 instance: i-", StringComparison.Ordinal))
            .ShouldBe(1);
    }

    [Theory]
    [InlineData("&InstanceReusePolicy.ReuseOnScaleIn=true", 1)]
    [InlineData("", 0)]
    public async Task Scale_in_returns_an_instance_to_the_warm_pool_only_with_a_reuse_policy(string policy, int again)
    {
        await using TestEndpoint test = await OpenAsync();
        await test.DoAsync(Size + "1");
        string served = (await test.InServiceAsync(1))[0].Text("InstanceId")!;
        await test.DoAsync(Put + "&MaxGroupPreparedCapacity=1" + policy, Size + "0");

        string[] warm = IdsOf(await PoolAsync(test, 1, "Warmed:Stopped"));

        warm.Count(id => id == served).ShouldBe(again);
    }

    [Fact]
    public async Task A_launch_hook_holds_instances_that_enter_or_leave_a_warm_pool()
    {
        await using TestEndpoint test = await OpenAsync();
        const string Complete =
            "Action=CompleteLifecycleAction&AutoScalingGroupName=g&LifecycleHookName=h&LifecycleActionResult=CONTINUE&InstanceId=";
        await test.DoAsync(
            "Action=PutLifecycleHook&AutoScalingGroupName=g&LifecycleHookName=h"
                + "&LifecycleTransition=autoscaling:EC2_INSTANCE_LAUNCHING",
            Put + "&MaxGroupPreparedCapacity=1"
        );
        string id = IdsOf(await PoolAsync(test, 1, "Warmed:Pending:Wait"))[0];
        await test.DoAsync(Complete + id);
        await PoolAsync(test, 1, "Warmed:Stopped");

        await test.DoAsync(Size + "1");
        await test.UntilAsync("Action=DescribeAutoScalingInstances", found =>
            found.Values("LifecycleState").SequenceEqual(["Pending:Wait"])
        );
        await test.DoAsync(Complete + id);

        (await test.InServiceAsync(1))[0].Text("InstanceId").ShouldBe(id);
    }

    [Fact]
    public async Task A_termination_hook_holds_instances_that_return_to_a_warm_pool()
    {
        await using TestEndpoint test = await OpenAsync();
        await test.DoAsync(
            "Action=PutLifecycleHook&AutoScalingGroupName=g&LifecycleHookName=h"
                + "&LifecycleTransition=autoscaling:EC2_INSTANCE_TERMINATING",
            Size + "1"
        );
        string id = (await test.InServiceAsync(1))[0].Text("InstanceId")!;
        await test.DoAsync(Put + "&MaxGroupPreparedCapacity=1&InstanceReusePolicy.ReuseOnScaleIn=true", Size + "0");
        await test.UntilAsync("Action=DescribeAutoScalingInstances", found =>
            found.Values("LifecycleState").SequenceEqual(["Terminating:Wait"])
        );

        await test.DoAsync(
            "Action=CompleteLifecycleAction&AutoScalingGroupName=g&LifecycleHookName=h&LifecycleActionResult=CONTINUE&InstanceId=" + id
        );

        IdsOf(await PoolAsync(test, 1, "Warmed:Stopped")).ShouldBe([id]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("&ForceDelete=true")]
    public async Task Deleting_a_warm_pool_terminates_its_instances_and_keeps_those_of_the_group(string force)
    {
        await using TestEndpoint test = await OpenAsync();
        await test.DoAsync(Size + "1", Put + "&MinSize=2&MaxGroupPreparedCapacity=0");
        await PoolAndGroupAsync(test, 2, 1);

        await test.DoAsync("Action=DeleteWarmPool&AutoScalingGroupName=g" + force);

        await test.UntilAsync(Describe, pool => pool.Values("WarmPoolConfiguration").Length == 0);
        await test.WhenAsync(found =>
            found.Count(one => TestEndpoint.StateOf(one) == "terminated") == 2
            && found.Count(one => TestEndpoint.StateOf(one) == "running") == 1
        );
        (await test.FaultAsync("Action=DeleteWarmPool&AutoScalingGroupName=g")).ShouldBe((400, "ValidationError"));
    }

    [Fact]
    public async Task A_deleted_warm_pool_with_instances_is_pending_deletion_and_rejects_updates()
    {
        await using TestEndpoint test = await OpenAsync();
        await test.DoAsync(Put + "&MaxGroupPreparedCapacity=1");
        await PoolAsync(test, 1, "Warmed:Stopped");
        KeyValuePair<string, string>[] name = [KeyValuePair.Create("AutoScalingGroupName", "g")];

        AccountState state = Run("DeleteWarmPool", test.Endpoint.State).State;

        XmlText xml = new();
        Run("DescribeWarmPool", state).Result!(xml.Open("all"));
        XElement pool = XElement.Parse(Encoding.UTF8.GetString(xml.Close("all").Bytes.Span));
        (pool.First("Status"), pool.First("LifecycleState")).ShouldBe(("PendingDelete", "Warmed:Terminating"));
        Should.Throw<QueryErrorException>(() => Run("PutWarmPool", state)).Fault.Message.ShouldContain("being deleted");

        QueryActionResult Run(string action, AccountState before) =>
            ActionTable
                .Find(action, QueryService.AutoScaling)!
                .Run(
                    new ActionContext(before, TimeProvider.System.GetUtcNow(), new AutoScalingEndpointOptions()),
                    new QueryParameters(name)
                );
    }

    [Fact]
    public async Task A_terminated_instance_of_a_warm_pool_is_replaced()
    {
        await using TestEndpoint test = await OpenAsync();
        await test.DoAsync(Put + "&MaxGroupPreparedCapacity=1");
        string id = IdsOf(await PoolAsync(test, 1, "Warmed:Stopped"))[0];

        await test.DoAsync($"Action=TerminateInstances&InstanceId.1={id}&Version=2016-11-15");

        await test.UntilAsync(Describe, pool =>
            IdsOf(pool) is [{ } other] && other != id && pool.Values("LifecycleState").SequenceEqual(["Warmed:Stopped"])
        );
    }

    [Fact]
    public async Task A_manually_started_instance_of_a_warm_pool_is_replaced()
    {
        await using TestEndpoint test = await OpenAsync();
        await test.DoAsync(Put + "&MaxGroupPreparedCapacity=1");
        string id = IdsOf(await PoolAsync(test, 1, "Warmed:Stopped"))[0];

        await test.DoAsync($"Action=StartInstances&InstanceId.1={id}&Version=2016-11-15");

        await test.UntilAsync(Describe, pool =>
            IdsOf(pool) is [{ } other] && other != id && pool.Values("LifecycleState").SequenceEqual(["Warmed:Stopped"])
        );
    }

    [Fact]
    public async Task A_group_with_a_warm_pool_can_be_deleted_only_by_force()
    {
        await using TestEndpoint test = await OpenAsync();
        await test.DoAsync(Put + "&MaxGroupPreparedCapacity=2");
        await PoolAsync(test, 2, "Warmed:Stopped");

        (await test.FaultAsync("Action=DeleteAutoScalingGroup&AutoScalingGroupName=g")).ShouldBe((400, "ResourceInUse"));
        await test.DoAsync("Action=DeleteAutoScalingGroup&AutoScalingGroupName=g&ForceDelete=true");

        await test.InStateAsync(2, "terminated");
    }

    [Theory]
    [InlineData("&PoolState=Hibernated", "Hibernated")]
    [InlineData("&PoolState=Asleep", "Asleep")]
    [InlineData("&MinSize=-1", "minSize")]
    [InlineData("&MaxGroupPreparedCapacity=-2", "maxGroupPreparedCapacity")]
    [InlineData("&Colour=red", "Colour")]
    public async Task An_invalid_warm_pool_parameter_is_rejected_by_name(string parameters, string name)
    {
        await using TestEndpoint test = await OpenAsync();

        (int status, XElement document) = await test.CallAsync(Put + parameters);

        (status, document.First("Code")).ShouldBe((400, "ValidationError"));
        document.First("Message")!.ShouldContain(name);
        (_, XElement pool) = await test.CallAsync(Describe);
        pool.Values("WarmPoolConfiguration").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_warm_pool_is_rejected_for_a_group_of_spot_instances()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(
            "Action=CreateLaunchConfiguration&LaunchConfigurationName=spot&ImageId=image&InstanceType=m1.small&SpotPrice=0.1",
            "Action=CreateAutoScalingGroup&AutoScalingGroupName=g&LaunchConfigurationName=spot&MinSize=0&MaxSize=1"
                + "&AvailabilityZones.member.1=a"
        );

        (await test.FaultAsync(Put)).ShouldBe((400, "ValidationError"));
    }

    [Fact]
    public async Task A_warm_pool_stays_empty_while_Launch_is_suspended()
    {
        await using TestEndpoint test = await OpenAsync();
        await test.DoAsync(
            "Action=SuspendProcesses&AutoScalingGroupName=g&ScalingProcesses.member.1=Launch",
            Put,
            "Action=ResumeProcesses&AutoScalingGroupName=g&ScalingProcesses.member.1=Terminate"
        );
        (_, XElement pool) = await test.CallAsync(Describe);

        pool.Items("Instances").ShouldBeEmpty();
        await test.DoAsync("Action=ResumeProcesses&AutoScalingGroupName=g");
        await PoolAsync(test, 4, "Warmed:Stopped");
    }

    [Fact]
    public async Task A_warm_pool_survives_a_restart()
    {
        string folder = Directory.CreateTempSubdirectory("warm-").FullName;
        AutoScalingEndpointOptions options = new() { SignatureValidation = SignatureValidation.Off };
        await using TestEndpoint test = await TestEndpoint.OpenAsync(options, folder);
        await FillAsync(test);
        await test.DoAsync(Put + "&MaxGroupPreparedCapacity=2&InstanceReusePolicy.ReuseOnScaleIn=true");
        string[] before = IdsOf(await PoolAsync(test, 2, "Warmed:Stopped"));

        await test.RestartAsync(options, folder);
        XElement pool = await PoolAsync(test, 2, "Warmed:Stopped");
        await test.DoAsync(Size + "2");

        pool.First("ReuseOnScaleIn").ShouldBe("true");
        (await test.InServiceAsync(2)).Select(one => one.Text("InstanceId")).ShouldBe(before, ignoreOrder: true);
    }

    private static async Task<TestEndpoint> OpenAsync()
    {
        TestEndpoint test = await TestEndpoint.OpenAsync();
        await FillAsync(test);
        return test;
    }

    private static Task FillAsync(TestEndpoint test) =>
        test.DoAsync(
            "Action=CreateLaunchConfiguration&LaunchConfigurationName=lc&ImageId=image&InstanceType=m1.small",
            "Action=CreateAutoScalingGroup&AutoScalingGroupName=g&LaunchConfigurationName=lc&MinSize=0&MaxSize=4"
                + "&AvailabilityZones.member.1=a"
        );

    private static Task<XElement> PoolAsync(TestEndpoint test, int count, string state) =>
        test.UntilAsync(Describe, pool => pool.Values("LifecycleState").SequenceEqual(Enumerable.Repeat(state, count)));

    private static Task<XElement> PoolAndGroupAsync(TestEndpoint test, int pool, int group) =>
        test.UntilAsync("Action=DescribeAutoScalingInstances", found =>
            found.Values("LifecycleState").Count(state => state == "InService") == group
            && found.Values("LifecycleState").Count(state => state == "Warmed:Stopped") == pool
            && found.Values("LifecycleState").Length == group + pool
        );

    private static string[] IdsOf(XElement pool) => [.. pool.Items("Instances").Select(instance => instance.Text("InstanceId")!)];
}
