using Scalewright;
using Scalewright.Clusters;
using Scalewright.Providers.AutoScaling;
using Scalewright.Providers.Simulation;
using Scalewright.Topologies;

namespace Benchmarks.Endpoint;

/// <summary>The endpoint in a process of its own, so that its memory is its own: ten groups of one simulated instance; signatures are verified.</summary>
internal static class EndpointHost
{
    public static readonly AccessKey Key = new("AKBENCHMARK", "of no use");

    public static int Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task<int> RunAsync()
    {
        await using SimulationProvider simulation = new() { Options = new SimulationOptions { Pace = Pace.Demand } };
        Cluster? cluster = null;
        await simulation.RunAsync(async token => cluster = await Cluster.Create(Topology.Create("endpoint").Build()).UseProvider(simulation).ProvisionAsync(token));
        await using AutoScalingEndpoint endpoint = await AutoScalingEndpoint.OpenAsync(cluster!, new EndpointOptions { Keys = [Key] });
        await using AutoScalingServer server = await AutoScalingServer.StartAsync(endpoint);
        using HttpClient http = new();
        AutoScalingClient client = new(http, server.Address, Key, TimeProvider.System);
        await client.CallAsync("CreateLaunchConfiguration", Map(("LaunchConfigurationName", "lc"), ("ImageId", "image"), ("InstanceType", "m1.small")));
        for (int number = 1; number <= 10; number++)
        {
            await client.CallAsync("CreateAutoScalingGroup", Map(
                ("AutoScalingGroupName", $"group-{number}"), ("LaunchConfigurationName", "lc"), ("MinSize", "0"), ("MaxSize", "4"), ("DesiredCapacity", "1"), ("AvailabilityZones.member.1", "a")));
        }

        Console.WriteLine(server.Address.Port);
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private static ValueMap<string> Map(params (string Name, string Value)[] parameters) => parameters.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)).ToValueMap();
}
