using System.Net;
using Scalewright;
using Scalewright.Agents.XmlRpc;
using Scalewright.Clusters.Registering;
using Scalewright.Clusters.Selecting;
using Scalewright.Journals;
using Scalewright.Logs;

namespace VirtCluster;

/// <summary>The usage example: two nodes, one of them chosen by its facts for a job, a call on it, and its log on the controller.</summary>
internal static class Walkthrough
{
    /// <summary>Runs it, and leaves nothing behind.</summary>
    public static async Task<int> RunAsync(TextWriter output, Uri? collector, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("virt-cluster").FullName;
        try
        {
            await RunAsync(output, collector, folder, cancellationToken);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RunAsync(TextWriter output, Uri? collector, string folder, CancellationToken cancellationToken)
    {
        NodeRegister register = new(Path.Combine(folder, "register"), LocalFileSystem.Create(), TimeProvider.System);
        RegisterState nodes = await register.ChangeAsync(
            state => state.With(new RegisteredNode("node1", "127.0.0.2") { Tag = "server" }).With(new RegisteredNode("node2", "127.0.0.3") { Tag = "client" }),
            cancellationToken);

        using LogFolder files = new(Path.Combine(folder, "logs"), new UnifiedLogLine(TimeProvider.System, "avocado.virttest"));
        LogNodes known = new(nodes.Nodes.Select(node => new LogNode(node.Name, node.Address) { Tag = node.Tag }));
        using Telemetry telemetry = Telemetry.To(collector);
        await using LogServer logs = LogServer.Start(new LogFanOut(files, telemetry.Sink), new LogServerOptions { Origins = known });
        await using AgentProcess first = await AgentProcess.StartAsync("node1", IPAddress.Parse("127.0.0.2"), folder, cancellationToken);
        await using AgentProcess second = await AgentProcess.StartAsync("node2", IPAddress.Parse("127.0.0.3"), folder, cancellationToken);
        Dictionary<string, XmlRpcClient> proxies = new(StringComparer.Ordinal) { ["node1"] = first.Proxy, ["node2"] = second.Proxy };

        string chosen = await ChooseAsync(nodes, proxies, cancellationToken);
        nodes = await register.ChangeAsync(state => state.WithPartition("job-1", chosen), cancellationToken);
        await output.WriteLineAsync($"job-1 has {chosen}; idle: {string.Join(", ", nodes.Idle.Select(node => node.Name))}");

        await proxies[chosen].CallAsync("core.start_log_redirection", [XmlRpcValue.Of(logs.EndPoint.Address.ToString()), XmlRpcValue.Of(logs.EndPoint.Port)], cancellationToken);
        await output.WriteLineAsync((await proxies[chosen].CallAsync("examples.hello.ping", [], cancellationToken)).Text);
        await proxies[chosen].CallAsync("core.stop_log_redirection", [], cancellationToken);
        await UntilTakenAsync(logs, cancellationToken);
        await output.WriteAsync(await File.ReadAllTextAsync(Path.Combine(folder, "logs", chosen, "node.log"), cancellationToken));
    }

    /// <summary>The first idle node with the architecture of this machine.</summary>
    private static async Task<string> ChooseAsync(RegisterState nodes, Dictionary<string, XmlRpcClient> proxies, CancellationToken cancellationToken)
    {
        List<NodeCandidate> candidates = [];
        foreach (RegisteredNode node in nodes.Idle)
        {
            XmlRpcValue architecture = await proxies[node.Name].CallAsync("host.platform.get_arch", [], cancellationToken);
            candidates.Add(new NodeCandidate(node.Name, ValueMap<FactValue>.Empty.With("arch", FactValue.Of(architecture.Text))));
        }

        NodeSelection selection = NodeSelector.Where("arch", FactOperator.In, FactValue.OfList("x86_64", "aarch64")).Select(candidates);
        return selection.Selected.Count > 0 ? selection.Selected[0] : throw new InvalidOperationException($"no node fits: {selection.Misfits}");
    }

    private static async Task UntilTakenAsync(LogServer logs, CancellationToken cancellationToken)
    {
        while (logs.Counts.Records == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellationToken);
        }
    }
}
