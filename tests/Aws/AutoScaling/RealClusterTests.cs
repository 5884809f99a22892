using Scalewright.Providers.Local;

namespace AutoScaling.Tests;

/// <summary>The endpoint with nodes on this machine instead of simulated ones.</summary>
public sealed class RealClusterTests : IDisposable
{
    private const string Launch = "Action=CreateLaunchConfiguration&LaunchConfigurationName=lc&ImageId=image&InstanceType=m1.small";
    private const string Group =
        "Action=CreateAutoScalingGroup&LaunchConfigurationName=lc&AutoScalingGroupName=g&AvailabilityZones.member.1=here&MinSize=0&MaxSize=9&DesiredCapacity=2";

    private static readonly AutoScalingEndpointOptions Open = new()
    {
        SignatureValidation = SignatureValidation.Off,
        PollInterval = TimeSpan.FromMilliseconds(200),
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scalewright-real-");

    [Fact]
    public async Task Instances_of_a_group_are_nodes_that_run_programs()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Place(), Open);
        await test.DoAsync(Launch, Group);
        string[] ids = await IdsAsync(test, 2);

        foreach (string id in ids)
        {
            Node node = test.Cluster.Nodes.Single(node => node.Name == id);
            (await node.RunAsync(["echo", "of", id])).Output.ShouldBe($"of {id}\n");
        }
    }

    [Fact]
    public async Task A_group_scales_out_and_in_and_leaves_no_nodes_when_it_is_deleted()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Place(), Open);
        await test.DoAsync(Launch, Group);
        string[] two = await IdsAsync(test, 2);
        await test.DoAsync("Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity=5");
        string[] five = await IdsAsync(test, 5);
        await test.DoAsync("Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity=1");
        string[] one = await IdsAsync(test, 1);

        two.ShouldBeSubsetOf(five);
        one.ShouldBeSubsetOf(two);
        (await NodesAsync(1)).ShouldBe(1);
        await test.DoAsync("Action=DeleteAutoScalingGroup&AutoScalingGroupName=g&ForceDelete=true");
        (await NodesAsync(0)).ShouldBe(0);
    }

    [Fact]
    public async Task A_node_that_is_lost_is_replaced_by_another()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Place(), Open);
        await test.DoAsync(Launch, Group);
        string[] before = await IdsAsync(test, 2);
        Directory.Delete(Folders()[0], recursive: true);

        string[] after = await ChangedAsync(test, before);

        after.Intersect(before, StringComparer.Ordinal).Count().ShouldBe(1);
        (await NodesAsync(2)).ShouldBe(2);
        (int _, XElement activities) = await test.CallAsync("Action=DescribeScalingActivities&AutoScalingGroupName=g");
        activities
            .Descendants()
            .Count(element => element.Name.LocalName == "Cause" && element.Value.Contains("health check", StringComparison.Ordinal))
            .ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Malformed_requests_are_rejected_and_change_no_node()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Place(), Open);
        await test.DoAsync(Launch, Group);
        string[] before = await IdsAsync(test, 2);
        (int, string?)[] faults =
        [
            await test.FaultAsync("Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity=many"),
            await test.FaultAsync("Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity=99999999999"),
            await test.FaultAsync("Action=SetDesiredCapacity&AutoScalingGroupName=%00&DesiredCapacity=1"),
            await test.FaultAsync("Action=TerminateInstanceInAutoScalingGroup&InstanceId=../../x&ShouldDecrementDesiredCapacity=false"),
            await test.FaultAsync("Action=Remove"),
        ];

        faults.ShouldBe([
            (400, "ValidationError"),
            (400, "ValidationError"),
            (400, "ValidationError"),
            (400, "ValidationError"),
            (400, "InvalidAction"),
        ]);
        (await IdsAsync(test, 2)).ShouldBe(before);
    }

    [Fact]
    public async Task An_endpoint_and_a_cluster_with_state_recover_their_nodes_after_a_restart()
    {
        (string accounts, string state) = (Path.Combine(_folder.FullName, "accounts"), Path.Combine(_folder.FullName, "state"));
        LocalProvider place = Place();
        string[] before;
        await using (
            TestEndpoint first = await TestEndpoint.OpenAsync(place, Open, accounts, token =>
                Cluster.Create(Topology.Create("real").Build()).UseProvider(place).WithState(state).ProvisionAsync(token)
            )
        )
        {
            await first.DoAsync(Launch, Group);
            before = await IdsAsync(first, 2);
        }

        LocalProvider again = Place();
        await using TestEndpoint second = await TestEndpoint.OpenAsync(again, Open, accounts, token =>
            Cluster.OpenAsync(state, again, cancellationToken: token)
        );
        await second.DoAsync("Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity=3");

        before.ShouldBeSubsetOf(await IdsAsync(second, 3));
        (await NodesAsync(3)).ShouldBe(3);
    }

    [MachineTheory("python:boto3")]
    [InlineData("47 passed, 0 failed")]
    public async Task Boto_3_passes_all_AutoScaling_checks_on_local_nodes(string verdict)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(
            Place(),
            new AutoScalingEndpointOptions
            {
                Keys = [TestEndpoint.Key],
                Clouds = ["hotel", "sierra"],
                PollInterval = Open.PollInterval,
            }
        );
        await using AutoScalingServer server = await AutoScalingServer.StartAsync(test.Endpoint);

        (int exit, string output) = await PythonClient.RunAsync(
            "autoscaling_boto3_check.py",
            server.Address.ToString(),
            TestEndpoint.Key,
            ("AS_WAIT_S", "60")
        );

        exit.ShouldBe(0, output);
        output.TrimEnd().ShouldEndWith(verdict);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private LocalProvider Place() =>
        new(
            new LocalOptions
            {
                Isolation = LocalIsolation.Processes,
                Folder = Path.Combine(_folder.FullName, "nodes-of-this-machine"),
                Random = new Random(42),
            }
        );

    private string[] Folders()
    {
        string nodes = Path.Combine(_folder.FullName, "nodes-of-this-machine", "nodes");
        return Directory.Exists(nodes) ? Directory.GetDirectories(nodes) : [];
    }

    private static async Task<string[]> IdsAsync(TestEndpoint test, int count) =>
        [.. (await test.InServiceAsync(count)).Select(instance => instance.Text("InstanceId")!).Order(StringComparer.Ordinal)];

    private static async Task<string[]> ChangedAsync(TestEndpoint test, string[] before)
    {
        string[] now = before;
        for (int look = 0; look < 1000 && now.SequenceEqual(before, StringComparer.Ordinal); look++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            now = await IdsAsync(test, before.Length);
        }

        return now;
    }

    private async Task<int> NodesAsync(int count)
    {
        for (int look = 0; look < 1000 && Folders().Length != count; look++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        return Folders().Length;
    }
}
