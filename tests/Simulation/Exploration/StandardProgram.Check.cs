namespace Exploration.Tests;

/// <content>The check after the faults.</content>
internal sealed partial class StandardProgram
{
    /// <summary>Maximum time in which a restarted node boots.</summary>
    private static readonly TimeSpan BootMax = TimeSpan.FromMinutes(3);

    /// <summary>Maximum time to detect an unreachable node, wait for it, recreate it and boot it.</summary>
    private static readonly TimeSpan WatchMax = TimeSpan.FromMinutes(5);

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await DismissRivalAsync(cancellationToken);

        // After this delay the cloud has reclaimed its spot nodes.
        await Task.Delay(StandardEnvironment.SpotNotice, _place.Clock, cancellationToken);
        await CheckReaperAsync(cancellationToken);
        await using (Cluster cluster = await OpenAsync(cancellationToken))
        {
            await cluster.RepairAsync(cancellationToken);
            await CheckWholeAsync(cluster, cancellationToken);
        }

        await ReapLostAsync(cancellationToken);
        await CheckAdoptionAsync(cancellationToken);

        await Task.Delay(TimeSpan.FromMinutes(2), _place.Clock, cancellationToken);
        ValueList<Resource> left = await _place.ObserveAsync(null, cancellationToken);
        _witness.Require(left.Count == 0, $"INV-1: {Words(left)} is left behind");
        _witness.ThrowIfBroken();
    }

    private async Task CheckWholeAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        await Task.Delay(StandardEnvironment.ConsistencyWindow, _place.Clock, cancellationToken);
        ValueList<Resource> there = await _place.ObserveAsync(cluster.Owner, cancellationToken);
        _witness.Require(
            there
                .Where(resource => resource.State == ResourceState.Ready)
                .Select(WordOf)
                .Order(StringComparer.Ordinal)
                .SequenceEqual(StandardEnvironment.Words(cluster.Topology), StringComparer.Ordinal),
            $"INV-1: {cluster.Topology} is wanted, the place has {Words(there)}"
        );
        _witness.Require(
            cluster.Nodes.All(node => node.State == NodeState.Ready),
            $"INV-2: {string.Join(", ", cluster.Nodes)}, and the place has {Words(there)}"
        );
        _witness.Ledger?.Ended(cluster.Topology, there.Select(WordOf));
        _witness.Addresses(cluster.Topology);
        _witness.Require((await cluster.PlanAsync(cluster.Topology, cancellationToken)).IsEmpty, "something is left to do after a repair");
        await Task.Delay(BootMax, _place.Clock, cancellationToken);
        if ((await SilentAsync(cluster, cancellationToken)).Count > 0)
        {
            // A machine may hang unnoticed by its provider: only monitoring detects and replaces it.
            await WatchAsync(cluster, WatchMax, cancellationToken);
        }

        ValueList<string> silent = await SilentAsync(cluster, cancellationToken);
        _witness.Require(silent.Count == 0, $"{string.Join(", ", silent)}, after {WatchMax} of watching");
    }

    /// <summary>Returns the nodes that do not report their name, each with its response.</summary>
    private static async Task<ValueList<string>> SilentAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        List<string> silent = [];
        await foreach (NodeResult result in cluster.Nodes.RunAsync(["hostname"], cancellationToken))
        {
            if (result.Result?.Output.Trim() != result.Node.Name)
            {
                silent.Add($"{result.Node.Name} answers {result.Result?.Output} {result.Problem}");
            }
        }

        return [.. silent];
    }

    private async Task CheckAdoptionAsync(CancellationToken cancellationToken)
    {
        Topology wanted = Sized(3, cpus: 4);
        await using Cluster cluster = await Cluster
            .Create(wanted)
            .UseProvider(_provider)
            .WithState(Folder + "-found")
            .WithOptions(_ => Settings)
            .AdoptAsync(cancellationToken);
        await CheckWholeAsync(cluster, cancellationToken);
        ValueList<Resource> there = await _place.ObserveAsync(cluster.Owner, cancellationToken);
        _witness.Require(
            wanted
                .Groups.Values.SelectMany(group => group.Nodes.Select(node => new CreateNode(group.Name, node)))
                .All(step => there.Any(resource => resource.Tag.Name == step.Name && resource.Tag.Digest == SpecDigest.Compute(step))),
            "a node was taken in that is not what is wanted"
        );
        await cluster.DestroyAsync(cancellationToken);
    }

    private async Task CheckReaperAsync(CancellationToken cancellationToken)
    {
        Owner stranger = new(Lineage.CreateRandom(_place.Random), "stranger");
        CreateGroup keep = new(new NodeGroup("keep", "by-hand"));
        CreateGroup expired = new(new NodeGroup("expired", "by-hand"));
        DateTimeOffset now = _place.Clock.GetUtcNow();
        await OrderAsync([Order(keep, stranger, null), Order(expired, stranger, now + TimeSpan.FromSeconds(1))], cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(10), _place.Clock, cancellationToken);
        await Reaper.ReapAsync(_place, new ReapRequest(), cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(10), _place.Clock, cancellationToken);
        ValueList<Resource> left = await _place.ObserveAsync(stranger, cancellationToken);
        _witness.Require(left.Count == 1 && left[0].Tag.Name == "keep", $"the reaper left {Words(left)} of a stranger");
        await Reaper.ReapAsync(_place, new ReapRequest { Lineage = stranger.Lineage }, cancellationToken);
    }

    private async Task OrderAsync(ValueList<StepRequest> orders, CancellationToken cancellationToken)
    {
        await foreach (StepOutcome outcome in _place.ApplyAsync(orders, cancellationToken))
        {
            _witness.Require(outcome.Result == StepResult.Succeeded, $"the stranger could not make {outcome.Token}: {outcome.Problem}");
        }
    }

    private static StepRequest Order(CreateGroup step, Owner owner, DateTimeOffset? expires) =>
        new(
            step,
            new ResourceTag(owner, StepTarget.Group, step.Name, step.Name)
            {
                Digest = SpecDigest.Compute(step),
                Epoch = 1,
                ExpiresAt = expires,
            }
        );

    private static string Words(IEnumerable<Resource> resources) =>
        string.Join(", ", resources.Select(resource => $"{WordOf(resource)} ({resource.State})"));

    private static string WordOf(Resource resource) => $"{resource.Tag.Target} {resource.Tag.Name}";
}
