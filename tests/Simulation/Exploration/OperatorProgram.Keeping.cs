using Scalewright.Agents.Services;
using Scalewright.Decisions;
using Scalewright.Decisions.Policies;

namespace Exploration.Tests;

/// <content>Drift, older copies of the state, the memory of an engine, and services.</content>
internal sealed partial class OperatorProgram
{
    private async Task MendDriftAsync(CancellationToken cancellationToken)
    {
        Topology wanted = Sized(NewName(), 2);
        List<string> told = [];
        Listener listener = new(told);
        await using (
            Cluster cluster = await Describe(wanted).WithListener(listener).WithProgress(listener).ProvisionAsync(cancellationToken)
        )
        {
            place.Inject(new ChangeResource("web-1", "0123456789abcdef"));
            await Task.Delay(StandardEnvironment.ConsistencyWindow, place.Clock, cancellationToken);
            using CancellationTokenSource end = new(TimeSpan.FromMinutes(2), place.Clock);
            await cluster.MonitorAsync(new MonitorOptions { IsRepairEnabled = false, PollInterval = TimeSpan.FromSeconds(20) }, end.Token);
            Require(
                told.Any(line => line.StartsWith("DriftDetected web-1", StringComparison.Ordinal)),
                $"nobody told of the change: {string.Join("; ", told)}"
            );
        }

        ClusterOptions repairing = Settings with { DriftPolicy = DriftPolicy.Repair, Listener = listener };
        await using Cluster again = await Cluster.OpenAsync(FolderOf(wanted.Name), place, repairing, cancellationToken);
        await again.RepairAsync(cancellationToken);
        ValueList<Resource> there = await place.ObserveAsync(again.Owner, cancellationToken);
        Require(
            there.All(resource => resource.Tag.Digest != "0123456789abcdef" || resource.State == ResourceState.Deleting),
            "a node that others changed is not made again"
        );
        await again.DestroyAsync(cancellationToken);
    }

    /// <summary>F-DISK-14: an older copy is rejected or accepted; nothing is deleted before a plan shows it.</summary>
    private async Task OpenOlderCopyAsync(CancellationToken cancellationToken)
    {
        Topology first = Wide(NewName());
        Topology grown = Changed(first) with
        {
            Groups = Changed(first)
                .Groups.With("web", first.Groups["web"] with { Nodes = [.. Enumerable.Range(1, 5).Select(NodeOf)] })
                .With("late", new NodeGroup("late", "by-hand") { Nodes = [new NodeSpec("late-1", 1), new NodeSpec("late-2", 2)] }),
        };
        string folder = FolderOf(first.Name);
        Dictionary<string, byte[]> copy = [];
        await using (Cluster cluster = await MakeAsync(first, cancellationToken))
        {
            copy = Copy(folder);
        }

        await using (Cluster cluster = await Cluster.OpenAsync(folder, place, Settings, cancellationToken))
        {
            await cluster.ApplyAsync(grown, cancellationToken);
        }

        await RestoreAsync(folder, copy);
        Require(
            (
                await RefusedAsync<ClusterException>(() => Cluster.OpenAsync(folder, place, Settings, cancellationToken), "an older copy")
            ).Code == ProblemCode.OlderState,
            "an older copy is told as that"
        );
        ClusterOptions accepting = Settings with { StoreOptions = Store with { AllowOlderState = true } };
        Owner owner;
        await using (Cluster cluster = await Cluster.OpenAsync(folder, place, accepting, cancellationToken))
        {
            owner = cluster.Owner;
            HashSet<string> known = cluster.Warnings.Select(warning => warning.Field).ToHashSet(StringComparer.Ordinal);
            ValueList<Resource> there = await place.ObserveAsync(owner, cancellationToken);
            Require(
                there
                    .Where(resource => resource.Tag.Name.StartsWith("late", StringComparison.Ordinal))
                    .All(resource => known.Contains($"{resource.Tag.Target.ToString().ToLowerInvariant()} '{resource.Tag.Name}'")),
                $"what the copy does not know is not told: {string.Join(", ", known)}"
            );

            HashSet<string> ids = there
                .Where(resource => resource.Tag.Name is "late-1" && resource.State == ResourceState.Ready)
                .Select(resource => resource.Id)
                .ToHashSet(StringComparer.Ordinal);
            await cluster.ApplyAsync(
                grown with
                {
                    Groups = grown.Groups.With("late", grown.Groups["late"] with { Nodes = [grown.Groups["late"].Nodes[0]] }),
                },
                cancellationToken
            );
            ValueList<Resource> after = await place.ObserveAsync(owner, cancellationToken);
            Require(
                !after.Any(resource => resource.Tag.Name == "late-2" && resource.State == ResourceState.Ready),
                "what nothing wants stays"
            );
            Require(
                after.Where(resource => ids.Contains(resource.Id)).All(resource => resource.Tag.Name == "late-1"),
                "another node has the id of one that was wanted again"
            );
            await cluster.DestroyAsync(cancellationToken);
        }

        await Task.Delay(StandardEnvironment.ConsistencyWindow, place.Clock, cancellationToken);
        Require(
            (await place.ObserveAsync(owner, cancellationToken)).All(resource => resource.State == ResourceState.Deleting),
            "an accepted copy leaves something behind"
        );
    }

    private Dictionary<string, byte[]> Copy(string folder) =>
        place.FileSystem.List(folder).ToDictionary(name => name, name => Read($"{folder}/{name}"), StringComparer.Ordinal);

    private async Task RestoreAsync(string folder, Dictionary<string, byte[]> copy)
    {
        foreach (string name in place.FileSystem.List(folder).Except(copy.Keys, StringComparer.Ordinal))
        {
            place.FileSystem.Delete($"{folder}/{name}");
        }

        foreach ((string name, byte[] content) in copy)
        {
            await WriteAsync($"{folder}/{name}", content);
        }
    }

    private async Task KeepMemoryAsync(CancellationToken cancellationToken)
    {
        string name = NewName();
        TimeSpan ten = TimeSpan.FromSeconds(10);
        DecisionEngine engine = DecisionEngine
            .Create("domain")
            .UseLaunchConfiguration(new LaunchConfiguration("launch"))
            .AddCloud("west", maxNodes: 3)
            .UseSizing(TimelineSizing.Start(1).Then(ten, 2).Then(ten, 1))
            .WithDuration(TimeSpan.FromMinutes(1))
            .Build();
        await using (Cluster cluster = await MakeAsync(Topology.Create(name).Build(), cancellationToken))
        {
            await DecideAsync(engine, cluster, cancellationToken);
        }

        await using Cluster again = await Cluster.OpenAsync(FolderOf(name), place, Settings, cancellationToken);
        await DecideAsync(engine, again, cancellationToken);
        Require(again.Nodes.Count <= 3, $"an engine of three nodes at most has {again.Nodes.Count}");
        await using ClusterTurn turn = await again.BeginTurnAsync(cancellationToken);
        Topology wanted = turn.Desired with
        {
            Groups = turn.Desired.Groups.With("more", new NodeGroup("more", "by-hand") { Nodes = [new NodeSpec("more-1", 1)] }),
        };
        PlanReport ordered = await turn.ApplyAsync(wanted, cancellationToken: cancellationToken);
        Require(ordered.Plan.Count(StepAction.Create, StepTarget.Node) >= 1, "what is ordered is planned");
        await again.DestroyAsync(cancellationToken);
    }

    private static async Task DecideAsync(DecisionEngine engine, Cluster cluster, CancellationToken cancellationToken)
    {
        await foreach (Decision decision in engine.RunAsync(cluster, cancellationToken))
        {
            Require(decision.To <= 3, $"a domain of three nodes at most wants {decision.To}");
        }
    }

    private async Task CallServicesAsync(CancellationToken cancellationToken)
    {
        await using Cluster cluster = await MakeAsync(Sized(NewName(), 1), cancellationToken);
        Node node = cluster.Nodes[0];
        await node.PutFileAsync("/note", "kept"u8.ToArray(), cancellationToken);
        await RefusedAsync<AgentException>(() => node.GetFileAsync("/none", cancellationToken), "a file that there is not");
        AgentException unknown = await RefusedAsync<AgentException>(
            () => node.Proxy["shop.orders.count"].CallAsync([], cancellationToken),
            "a service that there is not"
        );
        Require(unknown.Problems.Count > 0, "a call that fails says why");
        await RefusedAsync<AgentException>(
            () =>
                AllAsync(
                    ((IServiceCaller)node).StreamAsync(
                        new ServiceRequest(new ServiceMethod("shop.orders", "", "list"), default),
                        cancellationToken
                    )
                ),
            "a stream that there is not"
        );
        CommandResult failed = await node.RunAsync(new CommandRequest(["false"]) { IsIdempotent = true }, cancellationToken);
        Require(!failed.Succeeded, "a command that says that it failed has failed");
        place.Inject(new RestartNode("web-1"));
        await RunOnAllAsync(cluster, cancellationToken);
        place.Inject(new RemoveResource("web-1"));
        await Task.Delay(TimeSpan.FromSeconds(40), place.Clock, cancellationToken);
        await cluster.ObserveAsync(cancellationToken);
        await RefusedAsync<ScalewrightException>(() => node.RunAsync(["hostname"], cancellationToken), "a command for a node that is gone");
        await cluster.DestroyAsync(cancellationToken);
    }

    private static async Task AllAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> items)
    {
        await foreach (ReadOnlyMemory<byte> item in items)
        {
            Require(item.Length >= 0, "an item has no length");
        }
    }

    private sealed class Listener(List<string> told) : IProgress<ClusterEvent>, IProgress<PlanProgress>
    {
        public void Report(ClusterEvent value) => told.Add($"{value.Kind} {value.Subject}: {value.Message}");

        public void Report(PlanProgress value) =>
            Require(value.CompletedCount + value.FailedCount <= value.StepCount, $"{value} is more than all");
    }
}
