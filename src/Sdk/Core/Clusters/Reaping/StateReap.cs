using System.Diagnostics.CodeAnalysis;
using Scalewright.Journals;
using Scalewright.Providers;

namespace Scalewright.Clusters.Reaping;

/// <summary>Removes a cluster by its state: the same teardown as any other, try after try.</summary>
internal sealed class StateReap : IAsyncDisposable
{
    private readonly IProvider _provider;
    private readonly ReapRequest _request;
    private readonly Cluster _cluster;
    private ValueList<Resource> _left = [];
    private ValueList<Problem> _problems = [];
    private int _tries;

    private StateReap(IProvider provider, ReapRequest request, Cluster cluster) => (_provider, _request, _cluster) = (provider, request, cluster);

    [SuppressMessage("Reliability", "CA2000", Justification = "What is returned owns the cluster.")]
    public static async Task<StateReap> OpenAsync(string folder, IProvider provider, ReapRequest request, CancellationToken cancellationToken)
    {
        // Tries are counted here, so that what the provider calls hopeless is tried again, too.
        ClusterSettings settings = new() { Files = request.Files, Retry = request.Retry, AllowsPartial = true, Lifetime = ClusterLifetime.Kept };
        ClusterJournal journal = await ClusterOpener.OpenJournalAsync(folder, name: null, provider, settings, "reap", cancellationToken);
        return new StateReap(provider, request, new Cluster(provider, journal, settings with { Retry = request.Retry with { RoundsMax = 0 } }));
    }

    /// <summary>Chooses what would be removed; reads the state without opening it.</summary>
    public static async Task<ReapReport> ChooseAsync(string folder, IProvider provider, ReapRequest request, CancellationToken cancellationToken)
    {
        ClusterSettings settings = new() { Files = request.Files, Retry = request.Retry };
        ClusterInspection found = await Cluster.InspectAsync(folder, provider, settings, cancellationToken);
        return new ReapReport(await LookAsync(provider, found.Owner, cancellationToken));
    }

    /// <summary>Makes sure that nothing exists of a state that has no change.</summary>
    /// <exception cref="ClusterException">Something exists: the state is an older copy.</exception>
    public static async Task<ReapReport> ChooseNothingAsync(
        string folder, Lineage lineage, IProvider provider, ReapRequest request, CancellationToken cancellationToken)
    {
        ValueList<Resource> there = await new Retries(provider, request.Retry).AskAsync(token => provider.ObserveAsync(null, token), cancellationToken);
        Resource[] ours = [.. there.Where(resource => resource.Tag.Owner.Lineage == lineage)];
        return ours.Length == 0
            ? new ReapReport([])
            : throw new ClusterException(ours[0].Tag.Owner.Cluster, ClusterProblems.OlderCopy(folder, 0, Epochs.LastOf(ours)));
    }

    public async Task<ReapReport> RunAsync(CancellationToken cancellationToken)
    {
        ReapReport chosen = new(await LookAsync(_provider, _cluster.Owner, cancellationToken));
        _left = chosen.Chosen;
        await new Retries(_provider, _request.Retry).RunRoundsAsync(TryAsync, cancellationToken);
        return chosen with
        {
            Left = _left.Select(Leaked).ToValueList(),
            TryCount = _tries,
        };
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private async Task<Round> TryAsync(CancellationToken cancellationToken)
    {
        _tries++;
        try
        {
            PlanReport report = await _cluster.DestroyAsync(cancellationToken);
            _problems = report.Problems;
            _left = await LookAsync(_provider, _cluster.Owner, cancellationToken);
        }
        catch (ProviderException exception)
        {
            _problems = exception.Problems;
        }

        return new Round(_left.Count > 0, RetryAfter: null);
    }

    private LeakedResource Leaked(Resource resource)
    {
        string step = Removals.Of(resource, _cluster.Owner, _cluster.Epoch, "").Step.ToString();
        return new LeakedResource(resource, _problems.FirstOrDefault(problem => problem.Field == step) ?? (_problems.Count > 0 ? _problems[0] : ClusterProblems.Leaked(resource.Id)));
    }

    private static async Task<ValueList<Resource>> LookAsync(IProvider provider, Owner owner, CancellationToken cancellationToken)
    {
        ReapRequest all = new() { Lineage = owner.Lineage, Cluster = owner.Cluster };
        return ReapChoice.Of(await provider.ObserveAsync(owner, cancellationToken), all, provider.Clock.GetUtcNow());
    }
}
