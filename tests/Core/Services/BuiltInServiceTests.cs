using Scalewright.Agents.BuiltIn;
using TemporaryFolder = global::Tests.Shared.TemporaryFolder;

namespace Services.Tests;

public sealed class BuiltInServiceTests
{
    private static Topology OneNode { get; } = Topology.Create("demo").AddProfile(Profile.Create("n").WithCount(1).Build()).Build();

    [Fact]
    public Task A_local_node_reports_the_facts_of_its_host() =>
        OnLocalAsync(async node =>
        {
            IHostFacts host = await node.GetServiceAsync<IHostFacts>();
            HostFacts facts = await host.ReadAsync(default);

            facts.Cpus.ShouldBe(File.ReadLines("/proc/cpuinfo").Count(line => line.StartsWith("processor", StringComparison.Ordinal)));
            facts.KernelVersion.ShouldBe(File.ReadAllText("/proc/sys/kernel/osrelease").Trim());
            facts.MemoryMiB.ShouldBe(
                long.Parse(
                    File.ReadLines("/proc/meminfo").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
                    System.Globalization.CultureInfo.InvariantCulture
                ) / 1024
            );
            facts.HostName.ShouldNotBeEmpty();
            DriveInfo root = new("/");
            facts.DiskMiB.ShouldBe(root.TotalSize / 1024 / 1024);
            (facts.FreeDiskMiB * 1.0).ShouldBe(root.AvailableFreeSpace / 1024.0 / 1024, 1024);
            double used = root.TotalSize - root.TotalFreeSpace;
            (facts.DiskPercent * 1.0).ShouldBe(100 * used / (used + root.AvailableFreeSpace), 2);
        });

    [Fact]
    public Task A_local_node_reports_metrics_while_it_is_watched() =>
        OnLocalAsync(async node =>
        {
            INodeMetrics metrics = await node.GetServiceAsync<INodeMetrics>();
            List<NodeMetrics> seen = [];
            await foreach (NodeMetrics one in metrics.WatchAsync(TimeSpan.Zero, default))
            {
                seen.Add(one);
                if (seen.Count == 3)
                {
                    break;
                }
            }

            seen[0].CpuUtilization.ShouldBeNull();
            seen[2].CpuUtilization!.Value.ShouldBeInRange(0, 1);
            seen[2].AvailableMemoryMiB!.Value.ShouldBeLessThan(seen[2].MemoryMiB!.Value);
            (seen[2].Timestamp > seen[0].Timestamp).ShouldBeTrue();
        });

    [Fact]
    public Task A_simulated_node_reports_its_own_name_and_no_facts_of_the_host() =>
        OnSimulationAsync(
            async (node, _, token) =>
            {
                HostFacts facts = await (await node.GetServiceAsync<IHostFacts>(token)).ReadAsync(token);

                facts.ShouldBe(new HostFacts { HostName = node.Name, Architecture = "Linux" });
            }
        );

    [Fact]
    public Task Job_data_survives_an_agent_restart() =>
        OnSimulationAsync(
            async (node, provider, token) =>
            {
                IAgentData data = await node.GetServiceAsync<IAgentData>(token);
                DataKey job = new("job", "2026-01/../7 ü");
                await data.SaveAsync(job, "first", token);
                await data.SaveAsync(job, "{\"state\": \"running\"}", token);
                await data.SaveAsync(new DataKey("suite", "s"), "", token);

                provider.Inject(new CrashAgent(node.Name) { Duration = TimeSpan.FromSeconds(5) });
                await Task.Delay(TimeSpan.FromMinutes(1), provider.Clock, token);

                (await data.LoadAsync(job, token)).ShouldBe("{\"state\": \"running\"}");
                (await data.ListAsync(token)).ShouldBe([job, new DataKey("suite", "s")]);
                (await data.DeleteAsync(job, token)).ShouldBeTrue();
                (await data.DeleteAsync(job, token)).ShouldBeFalse();
                (await data.LoadAsync(job, token)).ShouldBeNull();
                (await data.ListAsync(token)).ShouldBe([new DataKey("suite", "s")]);
            }
        );

    [Fact]
    public Task Concurrent_saves_of_one_key_store_one_complete_value() =>
        OnSimulationAsync(
            async (node, _, token) =>
            {
                IAgentData data = await node.GetServiceAsync<IAgentData>(token);
                DataKey job = new("job", "7");

                await Task.WhenAll(
                    Enumerable.Range(1, 8).Select(count => data.SaveAsync(job, new string((char)('a' + count), 1000 * count), token))
                );

                string kept = (await data.LoadAsync(job, token))!;
                kept.ShouldBe(new string(kept[0], 1000 * (kept[0] - 'a')));
            }
        );

    [Fact]
    public Task Data_of_different_keys_stays_separate_for_any_characters_in_the_keys() =>
        OnSimulationAsync(
            async (node, _, token) =>
            {
                IAgentData data = await node.GetServiceAsync<IAgentData>(token);
                DataKey[] keys = [new("a\nb", "c"), new("a", "b\nc"), new("a\\nb", "c"), new("a\\", "nb\nc")];
                foreach (DataKey key in keys)
                {
                    await data.SaveAsync(key, $"of {key}", token);
                }

                foreach (DataKey key in keys)
                {
                    (await data.LoadAsync(key, token)).ShouldBe($"of {key}");
                }
            }
        );

    [Fact]
    public async Task A_failure_to_list_data_is_not_reported_as_an_empty_list()
    {
        using TemporaryFolder folder = new();
        await OnLocalAsync(folder, async node =>
        {
            IAgentData data = await node.GetServiceAsync<IAgentData>();
            (await data.ListAsync(default)).ShouldBeEmpty();
            string files = Path.Join(Directory.EnumerateDirectories(folder.At("nodes")).ShouldHaveSingleItem(), "files");
            Directory.Delete(files, recursive: true);
            Directory.CreateSymbolicLink(files, files);

            AgentException failed = await Should.ThrowAsync<AgentException>(() => data.ListAsync(default));

            failed.RemoteError!.ExceptionType.ShouldBe("System.IO.IOException");
        });
    }

    [Fact]
    public Task Logs_of_a_restarted_agent_are_forwarded_from_their_first_line() =>
        OnSimulationAsync(
            async (node, provider, token) =>
            {
                await using ITrial trial = await node.GetServiceAsync<ITrial>(token);
                IAgentLog log = await node.GetServiceAsync<IAgentLog>(token);
                Sink sink = new();
                using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(token);
                await trial.SayAsync("one", token);
                await trial.SayAsync("two", token);
                Task forwarding = AgentLogForwarder.ForwardAsync(log, new LogOrigin("", node.Name, ""), sink, provider.Clock, ending.Token);
                await Task.Delay(TimeSpan.FromSeconds(1), provider.Clock, token);

                provider.Inject(new CrashAgent(node.Name) { Duration = TimeSpan.FromSeconds(5) });
                await Task.Delay(TimeSpan.FromMinutes(1), provider.Clock, token);
                await trial.SayAsync("three", token);
                await trial.SayAsync("four", token);
                await trial.SayAsync("five", token);
                await Task.Delay(TimeSpan.FromMinutes(1), provider.Clock, token);
                ending.Cancel();

                await Thrown.ByAsync<OperationCanceledException>(() => forwarding);
                sink.Records.ShouldBe(["trial INFO one", "trial INFO two", "trial INFO three", "trial INFO four", "trial INFO five"]);
            }
        );

    [Fact]
    public Task Service_logs_are_forwarded_once_and_in_order_over_broken_connections() =>
        OnSimulationAsync(
            async (node, provider, token) =>
            {
                await using ITrial trial = await node.GetServiceAsync<ITrial>(token);
                IAgentLog log = await node.GetServiceAsync<IAgentLog>(token);
                Sink sink = new();
                using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(token);
                await trial.SayAsync("before", token);

                Task forwarding = AgentLogForwarder.ForwardAsync(log, new LogOrigin("", node.Name, ""), sink, provider.Clock, ending.Token);
                await Task.Delay(TimeSpan.FromSeconds(1), provider.Clock, token);
                await trial.SayAsync("one\nforged", token);
                await Task.Delay(TimeSpan.FromSeconds(1), provider.Clock, token);
                provider.Inject(new ResetStreams("controller", node.Name));
                await trial.SayAsync("two", token);
                await Task.Delay(TimeSpan.FromMinutes(1), provider.Clock, token);
                ending.Cancel();

                await Thrown.ByAsync<OperationCanceledException>(() => forwarding);
                sink.Records.ShouldBe(["trial INFO before", "trial INFO one\nforged", "trial INFO two"]);
            }
        );

    private static async Task OnSimulationAsync(Func<Node, SimulationProvider, CancellationToken, Task> story)
    {
        ServiceSet services = ServiceSet.Empty.Add<ITrial>(context => new Trial(context));
        await using SimulationProvider provider = new()
        {
            Seed = 1,
            Options = new SimulationOptions { Services = services },
        };
        await provider.RunAsync(async token =>
        {
            await using Cluster cluster = await Cluster.Create(OneNode).UseProvider(provider).ProvisionAsync(token);
            await story(cluster.Nodes[0], provider, token);
        });
    }

    private static async Task OnLocalAsync(Func<Node, Task> story)
    {
        using TemporaryFolder folder = new();
        await OnLocalAsync(folder, story);
    }

    private static async Task OnLocalAsync(TemporaryFolder folder, Func<Node, Task> story)
    {
        await using LocalProvider provider = new(new LocalOptions { Isolation = LocalIsolation.Processes, Folder = folder.Root });
        await using Cluster cluster = await Cluster.Create(OneNode).UseProvider(provider).ProvisionAsync();
        await story(cluster.Nodes[0]);
        await cluster.DestroyAsync();
    }

    private sealed class Sink : ILogSink
    {
        public List<string> Records { get; } = [];

        public ValueTask WriteAsync(LogOrigin origin, IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
        {
            Records.AddRange(records.Select(record => $"{record.Logger} {record.LevelName} {record.Message}"));
            return ValueTask.CompletedTask;
        }
    }
}
