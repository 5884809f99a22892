using System.Diagnostics;
using System.Globalization;
using Benchmarks.Calls;
using Scalewright.Agents;
using Scalewright.Agents.BuiltIn;
using Scalewright.Providers.Ssh;

namespace Benchmarks.Ssh;

/// <summary>Measures the first call of an agent: with login and transfer, and with the agent already there.</summary>
internal static class FirstCall
{
    private const int Rounds = 5;
    private const double GoalSeconds = 1;
    private const long GoalBytes = 12_000_000;

    public static async Task MeasureAsync(NodeAddress host, SshClientOptions options, string agent)
    {
        string folder = $"/tmp/scalewright-first-call-{Environment.ProcessId}";
        List<double> pushed = [],
            standing = [];
        for (int round = 0; round <= Rounds; round++)
        {
            AgentDeployerOptions deployment = new() { Program = agent, Folder = $"{folder}-{round}" };
            double first = await CallAsync(host, options, deployment, "first");
            double second = await CallAsync(host, options, deployment, "second");
            await RemoveAsync(host, options, deployment);
            if (round > 0)
            {
                pushed.Add(first);
                standing.Add(second);
            }
        }

        long size = new FileInfo(agent).Length;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"agent: {size / 1e6:0.0} MB, goal {GoalBytes / 1e6:0} MB: {(size < GoalBytes ? "met" : "missed")}"
            )
        );
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"login, push, start and first call: {Median.Of(pushed):0.000} s"));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"login, start and first call after the push: {Median.Of(standing):0.000} s, goal {GoalSeconds:0} s: {(Median.Of(standing) < GoalSeconds ? "met" : "missed")}"
            )
        );
    }

    // The machines of the harness share one file system, so this measurement uses its own folder for agents.
    private static async Task<double> CallAsync(NodeAddress host, SshClientOptions options, AgentDeployerOptions deployment, string node)
    {
        long start = Stopwatch.GetTimestamp();
        await using SshTransport transport = new(options);
        await using AgentConnection connection = await new AgentDeployer(transport, deployment).ConnectAsync(host, node);
        await CallComparison.Bind<IHostFacts>(connection).ReadAsync(CancellationToken.None);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task RemoveAsync(NodeAddress host, SshClientOptions options, AgentDeployerOptions deployment)
    {
        await using SshTransport transport = new(options);
        AgentDeployer agents = new(transport, deployment);
        await agents.RemoveAsync(host, "first");
        await agents.RemoveAsync(host, "second");
    }
}
