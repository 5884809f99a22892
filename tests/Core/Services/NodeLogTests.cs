using System.Text.RegularExpressions;
using TemporaryFolder = global::Tests.Shared.TemporaryFolder;

namespace Services.Tests;

public sealed class NodeLogTests
{
    [Fact]
    public async Task Each_node_has_a_folder_with_the_logs_of_its_services()
    {
        using TemporaryFolder folder = new();
        await ClusterTies.OnSimulationAsync(
            async (builder, _, token) =>
            {
                await using Cluster cluster = await builder.WithNodeLogs(folder.At("logs")).ProvisionAsync(token);
                await SayAsync(cluster.Nodes["n1"], "one", token);
                await SayAsync(cluster.Nodes["n2"], "two", token);
                await SayAsync(cluster.Nodes["n1"], "three", token);

                await cluster.FlushLogsAsync(token);

                Messages(folder, "n1").ShouldBe(["one", "three"]);
                Messages(folder, "n2").ShouldBe(["two"]);
                cluster.Warnings.ShouldBeEmpty();
            }
        );
    }

    [Fact]
    public async Task Final_output_of_nodes_is_retained_when_they_are_deleted()
    {
        using TemporaryFolder folder = new();
        await ClusterTies.OnSimulationAsync(
            async (builder, _, token) =>
            {
                await using Cluster cluster = await builder.WithNodeLogs(folder.At("logs")).ProvisionAsync(token);
                await SayAsync(cluster.Nodes["n1"], "destroyed", token);
                await cluster.DestroyAsync(token);
                Messages(folder, "n1").ShouldBe(["destroyed"]);

                await cluster.ApplyAsync(ClusterTies.Three, token);
                await SayAsync(cluster.Nodes["n1"], "disposed", token);
            }
        );

        Messages(folder, "n1").ShouldBe(["destroyed", "disposed"]);
    }

    [Fact]
    public async Task Lines_are_logged_once_and_in_order_over_broken_connections_new_agents_and_new_nodes()
    {
        using TemporaryFolder folder = new();
        await ClusterTies.OnSimulationAsync(
            async (builder, provider, token) =>
            {
                await using Cluster cluster = await builder.WithNodeLogs(folder.At("logs")).ProvisionAsync(token);
                Node node = cluster.Nodes["n1"];
                await SayAsync(node, "first", token);
                await cluster.FlushLogsAsync(token);
                provider.Inject(new ResetStreams("controller", "n1"));
                await SayAsync(node, "after a reset", token);
                await cluster.FlushLogsAsync(token);
                provider.Inject(new CrashAgent("n1") { Duration = TimeSpan.FromSeconds(5) });
                await Task.Delay(TimeSpan.FromMinutes(1), provider.Clock, token);
                await SayAsync(node, "of a new agent", token);
                await cluster.FlushLogsAsync(token);
                provider.Inject(new CrashNode("n1"));
                await cluster.RepairAsync(token);
                await SayAsync(node, "of a new node", token);
            }
        );

        Messages(folder, "n1").ShouldBe(["first", "after a reset", "of a new agent", "of a new node"]);
    }

    [Fact]
    public async Task A_full_log_file_is_rotated_and_the_oldest_is_deleted()
    {
        using TemporaryFolder folder = new();
        await ClusterTies.OnSimulationAsync(
            async (builder, _, token) =>
            {
                await using Cluster cluster = await builder
                    .WithNodeLogs(folder.At("logs"), new LogFileOptions { MaxFileBytes = 1, MaxRetainedFiles = 1 })
                    .ProvisionAsync(token);
                foreach (string words in (string[])["one", "two", "three"])
                {
                    await SayAsync(cluster.Nodes["n1"], words, token);
                }
            }
        );

        Directory
            .GetFiles(folder.At("logs", "n1"))
            .Select(Path.GetFileName)
            .Order(StringComparer.Ordinal)
            .ShouldBe(["node.1.log", "node.log"]);
        Messages(folder, "n1").ShouldBe(["three"]);
        Messages(folder, "n1", "node.1.log").ShouldBe(["two"]);
    }

    [Fact]
    public async Task A_log_folder_that_cannot_be_written_causes_a_warning()
    {
        using TemporaryFolder folder = new();
        await ClusterTies.OnSimulationAsync(
            async (builder, provider, token) =>
            {
                await using Cluster cluster = await builder.WithNodeLogs(folder.Write("logs", "a file")).ProvisionAsync(token);
                await SayAsync(cluster.Nodes["n1"], "lost", token);
                await Task.Delay(TimeSpan.FromSeconds(1), provider.Clock, token);

                cluster.Warnings.ShouldHaveSingleItem().Message.ShouldStartWith("its log is not written: ");
            }
        );
    }

    [Fact]
    public async Task A_failing_sink_causes_a_warning_and_receives_the_next_line()
    {
        using TemporaryFolder folder = new();
        FailingSink sink = new("one", "three");
        await ClusterTies.OnSimulationAsync(
            async (builder, _, token) =>
            {
                NodeLogOptions logs = new(folder.At("logs")) { Sink = sink };
                await using Cluster cluster = await builder
                    .WithOptions(settings => settings with { NodeLogs = logs })
                    .ProvisionAsync(token);
                foreach (string words in (string[])["one", "two", "three", "four"])
                {
                    await SayAsync(cluster.Nodes["n1"], words, token);
                }

                await cluster.FlushLogsAsync(token);

                cluster
                    .Warnings.ShouldHaveSingleItem()
                    .ToString()
                    .ShouldBe(
                        "node 'n1': its log is not passed to the sink, because the sink fails: AggregateException: no room for it; fix NodeLogOptions.Sink; the log folder contains the records that it rejected"
                    );
            }
        );

        sink.Taken.ShouldBe(["two", "four"]);
        Messages(folder, "n1").ShouldBe(["one", "two", "three", "four"]);
    }

    [Fact]
    public async Task Invalid_log_options_are_reported_with_their_fields()
    {
        NodeLogOptions invalid = new(" ")
        {
            Rotation = new LogFileOptions { MaxFileBytes = 0, MaxRetainedFiles = -1 },
        };

        (await ProblemsAsync(invalid))
            .Select(problem => $"{problem.Field}: {problem.Message}; {problem.Advice}")
            .ShouldBe([
                "NodeLogs.Folder: it is empty; name a folder",
                "NodeLogs.Rotation.MaxFileBytes: 0 is below 1; use 1 or more",
                "NodeLogs.Rotation.MaxRetainedFiles: -1 is below 0; use 0 or more",
            ]);
        (await ProblemsAsync(new NodeLogOptions("logs") { Rotation = null! })).ShouldHaveSingleItem().Field.ShouldBe("NodeLogs.Rotation");
    }

    [Fact]
    public async Task Unified_log_lines_of_local_nodes_contain_address_module_and_line()
    {
        using TemporaryFolder folder = new();
        await using LocalProvider provider = ClusterTies.Local(folder.At("nodes"));
        string address;
        NodeLogOptions logs = new(folder.At("logs")) { Format = new UnifiedLogFormat(TimeProvider.System) };
        await using (
            Cluster cluster = await Cluster
                .Create(ClusterTies.Three)
                .UseProvider(provider)
                .WithOptions(settings => settings with { NodeLogs = logs })
                .ProvisionAsync()
        )
        {
            await SayAsync(cluster.Nodes["n1"], "here", default);
            address = cluster.Nodes["n1"].Address;
        }

        string line = File.ReadAllText(folder.At("logs", "n1", "node.log"));
        address.ShouldMatch(@"^127\.77\.\d+\.\d+$");
        line.ShouldMatch($@"^\S+ \S+ scalewright Trial L\d{{4}} INFO \| n1\({Regex.Escape(address)}\) \S+ \S+ trial INFO \| here\n$");
    }

    private static async Task<ValueList<Problem>> ProblemsAsync(NodeLogOptions logs)
    {
        ClusterException refused = await Should.ThrowAsync<ClusterException>(() =>
            ClusterTies.OnSimulationAsync(
                (builder, _, token) => builder.WithOptions(settings => settings with { NodeLogs = logs }).ProvisionAsync(token)
            )
        );
        return refused.Problems;
    }

    private static async Task SayAsync(Node node, string words, CancellationToken cancellationToken)
    {
        await using ITrial trial = await node.GetServiceAsync<ITrial>(cancellationToken);
        await trial.SayAsync(words, cancellationToken);
    }

    private static string[] Messages(TemporaryFolder folder, string node, string file = "node.log") =>
        [.. File.ReadAllLines(folder.At("logs", node, file)).Select(line => line[(line.IndexOf(" | ", StringComparison.Ordinal) + 3)..])];
}
