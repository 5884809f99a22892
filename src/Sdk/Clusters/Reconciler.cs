using Scalewright.Clusters.State;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Clusters;

/// <summary>Makes the memory agree with the place: resolves what was begun, forgets what is gone, adopts or removes what it did not know.</summary>
internal sealed class Reconciler(IProvider provider, ClusterJournal journal, ClusterEvents events, ClusterSettings settings)
{
    private readonly Retries _retries = new(provider, settings.Retry);
    private readonly Foundlings _foundlings = new(journal);
    private bool _isOlder = settings.Store is { AcceptOlder: true };

    /// <summary>What was found that an older copy of the state does not want.</summary>
    public ValueList<Problem> Warnings => _foundlings.Warnings;

    /// <summary>What the place has, once everything is settled.</summary>
    public async Task<Observation> RunAsync(CancellationToken cancellationToken)
    {
        ValueList<Resource> there = await ObserveAsync(cancellationToken);
        RefuseIfFenced(there);
        bool isWhole = journal.State.IsShownBy(there, out List<Resource> strays);
        if (journal.State.Intents.Count > 0 || !isWhole || strays.Count > 0)
        {
            // What was removed a moment ago may still be listed, and what was made may not be yet. No clock tells: they differ.
            there = journal.State.Intents.Count > 0 ? await ResolveAsync(there, cancellationToken) : await SettledAsync(there, cancellationToken);
            isWhole = journal.State.IsShownBy(there, out strays);
        }

        if (!isWhole)
        {
            await ForgetAsync(there);
        }

        await _foundlings.RecogniseAsync(there);
        await SettleStraysAsync(strays, cancellationToken);
        return new Observation(journal.State, there, settings.Drift, events);
    }

    private Task<ValueList<Resource>> ObserveAsync(CancellationToken cancellationToken) =>
        _retries.AskAsync(token => provider.ObserveAsync(journal.Owner, token), cancellationToken);

    /// <summary>A holder that was frozen does not know what the one who took over made: nothing of it is a stray.</summary>
    private void RefuseIfFenced(ValueList<Resource> there)
    {
        long seen = Epochs.LastOf(there);
        if (seen > journal.Epoch && !Has(PlantedDefects.SkipsFencing))
        {
            throw new ClusterException(journal.Owner.Cluster, ClusterProblems.Fenced(journal.Epoch, seen));
        }
    }

    /// <summary>What is listed when all that was done before this call must show.</summary>
    private async Task<ValueList<Resource>> SettledAsync(ValueList<Resource> there, CancellationToken cancellationToken)
    {
        if (provider.ConsistencyWindow <= TimeSpan.Zero || Has(PlantedDefects.IgnoresConsistencyWindow))
        {
            return there;
        }

        await Task.Delay(provider.ConsistencyWindow, provider.Clock, cancellationToken);
        there = await ObserveAsync(cancellationToken);
        RefuseIfFenced(there);
        return there;
    }

    /// <summary>What was begun by whoever held the state before: nobody waits for it any more, but it may still come to its end.</summary>
    private async Task<ValueList<Resource>> ResolveAsync(ValueList<Resource> there, CancellationToken cancellationToken)
    {
        there = await SettledAsync(there, cancellationToken);
        foreach (IntentEntry intent in journal.State.Intents)
        {
            StepOrder order = new(intent.Step, TagOf(intent), intent.ResourceId);
            StepOutcome outcome = StepResolution.OutcomeOf(order, StepResolution.Find(order, there), problem: null);
            bool isDone = outcome.Result == StepResult.Done;
            await journal.EndAsync(intent.Token, isDone, outcome.Resource);
            events.Tell(ClusterEventKind.StepResolved, intent.Step.Name, $"{intent.Step} was {(isDone ? "" : "not ")}done");
        }

        return there;
    }

    private ResourceTag TagOf(IntentEntry intent) =>
        new(journal.Owner, intent.Step.Target, intent.Step.Name, intent.Token) { Digest = SpecDigest.Of(intent.Step), Epoch = journal.Epoch };

    private async Task ForgetAsync(ValueList<Resource> there)
    {
        foreach (ResourceEntry entry in Missing(there).Where(_ => !Has(PlantedDefects.NeverForgets)))
        {
            await journal.ForgetAsync(entry);
            events.Tell(ClusterEventKind.NodeLost, entry.Name, $"{entry.Id} is gone");
        }
    }

    /// <summary>What is known and not there; nodes before their group, which is forgotten with the last of them.</summary>
    private ResourceEntry[] Missing(ValueList<Resource> there)
    {
        Dictionary<string, Resource> byToken = new(there.Count, StringComparer.Ordinal);
        foreach (Resource resource in there)
        {
            if (resource.State != ResourceState.Leaving)
            {
                byToken.TryAdd(resource.Tag.Token, resource);
            }
        }

        return [.. journal.State.Resources.Where(entry => !byToken.TryGetValue(entry.Token, out Resource? resource) || !entry.Is(resource)).Reverse()];
    }

    private async Task SettleStraysAsync(List<Resource> strays, CancellationToken cancellationToken)
    {
        List<Resource> removals = [];
        foreach (Resource resource in strays.OrderBy(resource => resource.Tag.Target))
        {
            if (AdoptionOf(resource) is { } step)
            {
                await AdoptGroupAsync(step);
                await journal.AdoptAsync(step, resource);
                events.Tell(ClusterEventKind.Adopted, resource.Tag.Name, $"{resource.Id} is known now");
            }
            else if (_isOlder)
            {
                // Whoever accepts an older copy is shown first what it would remove: the next plan has it.
                await _foundlings.AdoptAsync(resource);
            }
            else if (!Has(PlantedDefects.LeavesStrays))
            {
                removals.Add(resource);
            }
        }

        _isOlder = false;
        foreach (Resource[] wave in Removals.Waves(removals, provider.OrdersMax))
        {
            await journal.FenceAsync();
            await RemoveAsync(wave.Select(resource => Removals.Of(resource, journal.Owner, journal.Epoch, journal.DrawToken())).ToValueList(), cancellationToken);
        }
    }

    private bool Has(PlantedDefects defect) => settings.Planted.HasFlag(defect);

    /// <summary>How a resource fits what is wanted, when nothing else has its place; null when it does not.</summary>
    private PlanStep? AdoptionOf(Resource resource)
    {
        ClusterState state = journal.State;
        if (resource.State != ResourceState.Ready || state.Find(resource.Tag.Target, resource.Tag.Name) is not null)
        {
            return null;
        }

        Topology wanted = state.Wanted;
        Topology recorded = state.Recorded;
        PlanStep? step = resource.Tag.Target switch
        {
            StepTarget.Network => wanted.Networks.TryGetValue(resource.Tag.Name, out NetworkSpec? network) && !recorded.Networks.ContainsKey(network.Name) ? new CreateNetwork(network) : null,
            StepTarget.Group => wanted.Groups.TryGetValue(resource.Tag.Name, out NodeGroup? group) ? AdoptionOf(group with { Nodes = [] }, recorded) : null,
            _ => wanted.Groups.TryGetValue(resource.Tag.Group, out NodeGroup? group)
                && group.Nodes.FirstOrDefault(node => node.Name == resource.Tag.Name) is { } found ? new CreateNode(group.Name, found) : null,
        };
        return step is not null && (SpecDigest.Of(step) == resource.Tag.Digest || Has(PlantedDefects.AdoptsMisfits)) ? step : null;
    }

    /// <summary>A group that was recorded for its nodes' sake gets its resource when a list shows that at last.</summary>
    private static PlanStep AdoptionOf(NodeGroup wanted, Topology recorded) =>
        recorded.Groups.TryGetValue(wanted.Name, out NodeGroup? known) ? new ChangeGroup(known with { Nodes = [] }, wanted) : new CreateGroup(wanted);

    /// <summary>A group may be no resource of the place: then nothing tells of it but its nodes.</summary>
    private async Task AdoptGroupAsync(PlanStep step)
    {
        if (step is CreateNode node && !journal.State.Recorded.Groups.ContainsKey(node.Group))
        {
            await journal.AdoptAsync(new CreateGroup(journal.State.Wanted.Groups[node.Group] with { Nodes = [] }), resource: null);
        }
    }

    private async Task RemoveAsync(ValueList<StepOrder> orders, CancellationToken cancellationToken)
    {
        Dictionary<string, string> names = orders.ToDictionary(order => order.Token, order => order.Step.Name, StringComparer.Ordinal);
        await foreach (StepOutcome outcome in provider.ApplyAsync(orders, cancellationToken))
        {
            ProviderAnswers.Check(provider.Name, outcome);
            if (outcome.Result == StepResult.Done)
            {
                events.Tell(ClusterEventKind.StrayRemoved, names[outcome.Token], "nothing needed it");
            }
            else if (outcome.Problem is { } problem && problem.Code == ProblemCode.StaleLease)
            {
                throw new ClusterException(journal.Owner.Cluster, problem);
            }
        }
    }
}
