using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Models;

namespace Local.Tests;

[Collection(LocalFolder.Turns)]
public sealed class DegradedLinkTests : IDisposable
{
    private const int ContentLength = 96 * 1024;
    private const int Rate = 8_000;
    private const int Burst = 32 * 1024;

    private static readonly LinkModel UnreliableLink = new()
    {
        Latency = DurationModel.Fixed(TimeSpan.FromMilliseconds(300)),
        MaxBytesPerSecond = Rate,
        Loss = 0.1,
        Duplication = 0.1,
        Reordering = 0.1,
    };

    private static readonly InboundLinkFault InboundFault = new("")
    {
        Delay = TimeSpan.FromMilliseconds(300),
        MaxBytesPerSecond = Rate,
        Loss = 0.1,
        Duplication = 0.1,
        Reordering = 0.1,
    };

    private readonly LocalFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [MachineFact("namespaces", "python3", "iptables", "/dev/net/tun")]
    public async Task F_NET_07_a_file_arrives_intact_and_commands_run_once_over_a_slow_unreliable_link()
    {
        LocalProvider inner = _folder.Open(LocalIsolation.Namespaces);
        await using FarAgents provider = new(inner, _folder.Path);
        await using Cluster cluster = await Cluster.Create(PairOfNodes.Topology).UseProvider(provider).ProvisionAsync();
        Resource[] nodes = [.. (await provider.ObserveAsync(cluster.Owner)).OrderBy(node => node.Tag.Name, StringComparer.Ordinal)];
        await using (INodeConnection direct = await inner.ConnectAsync(nodes[1]))
        {
            await provider.StartAsync(
                nodes[0],
                nodes[1],
                (await direct.RunAsync(new CommandRequest(["sh", "-c", "echo $SCALEWRIGHT_NODE_ADDRESS"]))).Output.Trim()
            );
        }

        Node far = cluster.Nodes.Single(node => node.Name == "web-2");
        await far.PingAsync();
        using CancellationTokenSource cancellation = new();
        Task faultRun = FaultSchedule
            .Empty.Add(TimeSpan.Zero, new ChangeLink("web-1", "web-2", UnreliableLink) { Duration = TimeSpan.FromHours(1) })
            .RunAsync(cluster, cancellation.Token);
        await UntilAsync(async () =>
            faultRun.IsCompleted
            || (
                await provider.ReadFaultAsync(nodes[0]) == GetNodeFault("web-2")
                && await provider.ReadFaultAsync(nodes[1]) == GetNodeFault("web-1")
                && inner.GetLinkStatistics(nodes[1])?.RoundTrip is not null
            )
        );

        if (faultRun.IsCompleted)
        {
            await faultRun;
        }

        (await far.PingAsync()).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(600));

        string countPath = Path.Join(_folder.Path, "counted");
        CommandResult[] results = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => far.RunAsync(["sh", "-c", $"echo once >>{countPath}"]))
        );
        results.ShouldAllBe(result => result.ExitCode == 0);
        (await File.ReadAllLinesAsync(countPath)).ShouldBe(Enumerable.Repeat("once", results.Length));

        byte[] content = RandomNumberGenerator.GetBytes(ContentLength);
        string path = Path.Join(_folder.Path, "content");
        RecordingProgress progress = new();
        long start = TimeProvider.System.GetTimestamp();
        await far.PutFileAsync(path, content, progress);

        // Minimum duration: all bytes after the first burst at the limited rate. It exceeds the timeout of a response.
        TimeProvider.System.GetElapsedTime(start).TotalSeconds.ShouldBeGreaterThan((ContentLength - Burst) / (double)Rate);
        (await File.ReadAllBytesAsync(path)).ShouldBe(content);
        progress.Reports.Count.ShouldBeGreaterThanOrEqualTo(3, "each 32 KiB");
        progress.Reports.Last().ShouldBe(new FileProgress("web-2", path, ContentLength, ContentLength));

        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => faultRun);
        (await provider.ReadFaultAsync(nodes[0]), await provider.ReadFaultAsync(nodes[1])).ShouldBe((NodeFault.None, NodeFault.None));
        inner.GetLinkStatistics(nodes[1]).ShouldBeNull("what is not delayed is not carried");
        await cluster.DestroyAsync();
    }

    private static NodeFault GetNodeFault(string node) => new() { InboundLinks = [InboundFault with { FromNode = node }] };

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using CancellationTokenSource timeout = new(TimeSpan.FromMinutes(1));
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), timeout.Token);
        }
    }

    private sealed class RecordingProgress : IProgress<FileProgress>
    {
        public ConcurrentQueue<FileProgress> Reports { get; } = [];

        public void Report(FileProgress value) => Reports.Enqueue(value);
    }
}
