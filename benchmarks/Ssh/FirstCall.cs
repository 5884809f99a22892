using System.Diagnostics;
using System.Globalization;
using Scalewright.Agents;
using Scalewright.Agents.BuiltIn;
using Scalewright.Clusters;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Providers.Ssh;
using Scalewright.Topologies;

namespace Benchmarks.Ssh;

/// <summary>How long the first call of an agent takes: with the login and the transfer of the agent, and where the agent lies already.</summary>
internal static class FirstCall
{
    private const int Rounds = 5;
    private const double GoalSeconds = 1;
    private const long GoalBytes = 12_000_000;

    public static async Task MeasureAsync(NodeAddress host, SshOptions options, string agent)
    {
        string folder = $"/tmp/scalewright-first-call-{Environment.ProcessId}";
        List<double> pushed = [], standing = [];
        for (int round = 0; round <= Rounds; round++)
        {
            double first = await CallAsync(host, options, agent, $"{folder}-{round}");
            double second = await CallAsync(host, options, agent, $"{folder}-{round}");
            Directory.Delete($"{folder}-{round}", recursive: true);
            if (round > 0)
            {
                pushed.Add(first);
                standing.Add(second);
            }
        }

        long size = new FileInfo(agent).Length;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"agent: {size / 1e6:0.0} MB, goal {GoalBytes / 1e6:0} MB: {(size < GoalBytes ? "met" : "missed")}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"login, push, start and first call: {Median.Of(pushed):0.000} s"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"login, start and first call after the push: {Median.Of(standing):0.000} s, goal {GoalSeconds:0} s: {(Median.Of(standing) < GoalSeconds ? "met" : "missed")}"));
    }

    // The agents of all machines of the harness share one file system: the folder is this measurement's own.
    private static async Task<double> CallAsync(NodeAddress host, SshOptions options, string agent, string folder)
    {
        long start = Stopwatch.GetTimestamp();
        await using SshProvider provider = new([host], new SshProviderOptions
        {
            Agent = new AgentDeploymentOptions { Program = agent, Folder = folder },
            Folder = $"{folder}-place",
            Ssh = options,
        });
        Topology topology = Topology.Create("call").AddProfile(Profile.Create("web").WithCount(1).Build()).Build();
        await using Cluster cluster = await Cluster.Create(topology).UseProvider(provider).ProvisionAsync();
        IHostFacts facts = await cluster.Nodes[0].ServiceAsync<IHostFacts>();
        await facts.ReadAsync(CancellationToken.None);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await cluster.DestroyAsync();
        return seconds;
    }
}
