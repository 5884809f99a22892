using Scalewright.Journals;
using Scalewright.Providers;

namespace Scalewright.Clusters.Reaping;

/// <summary>
/// Removes abandoned resources by their ownership tags. Never removes resources without such a tag. Unless the lineage
/// is named, keeps resources created later than one second before the start.
/// </summary>
public static class Reaper
{
    /// <summary>Selects the resources that a request would remove. Pure.</summary>
    /// <param name="there">Existing resources, from <see cref="IProvider.ObserveAsync"/>.</param>
    /// <param name="request">Selection criteria.</param>
    /// <param name="start">Start time of the reaper, by the provider's clock.</param>
    /// <returns>Nodes, then groups, then networks; each ordered by owner and name.</returns>
    public static ValueList<Resource> Choose(IEnumerable<Resource> there, ReapRequest request, DateTimeOffset start)
    {
        ArgumentNullException.ThrowIfNull(there);
        ArgumentNullException.ThrowIfNull(request);
        return ReapChoice.Of(there, request, start);
    }

    /// <summary>Removes the resources that a request selects from the provider's list. Needs no state.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="request">Selection criteria and options.</param>
    /// <param name="cancellationToken">Stops the removal; no further steps start.</param>
    /// <returns>Selected and remaining resources; a dry run selects the same ones.</returns>
    /// <exception cref="ProviderException">The provider cannot list its resources.</exception>
    /// <exception cref="StateException">The list of leaked resources could not be written.</exception>
    /// <example>
    /// Removes expired resources of all clusters:
    /// <code>
    /// await using SimulationProvider provider = new() { Seed = 1 };
    /// await provider.RunAsync(async cancellationToken =&gt;
    /// {
    ///     ReapReport report = await Reaper.ReapAsync(provider, new ReapRequest(), cancellationToken);
    ///     Console.WriteLine(report.Left.Count);
    /// });
    /// </code>
    /// </example>
    public static async Task<ReapReport> ReapAsync(IProvider provider, ReapRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.TriesMax, 1);
        ProviderAnswers.CheckOrdersMax(provider);
        DateTimeOffset start = provider.Clock.GetUtcNow();
        ValueList<Resource> there = await new Retries(provider, request.Retry).AskAsync(token => provider.ObserveAsync(null, token), cancellationToken);
        ValueList<Resource> chosen = Choose(there, request, start);
        ReapReport report = request.IsDryRun
            ? new ReapReport(chosen)
            : await NoteAsync(await new ReapRun(provider, request, chosen, EpochsOf(there, request)).RunAsync(cancellationToken), provider, request, request.LeakedFile);
        return report with { JustMade = ReapChoice.JustMade(there, request, start) };
    }

    /// <summary>
    /// Removes all resources of the cluster whose state is in a folder, as its next lease holder, and records it. A dry
    /// run acquires no lock and changes nothing. A state without changes has no resources to remove.
    /// </summary>
    /// <param name="folder">Folder of the state; gets <c>leaked.json</c> unless the request names another file.</param>
    /// <param name="provider">Provider of the nodes.</param>
    /// <param name="request">Options; null: the defaults. Lineage, cluster and age are ignored.</param>
    /// <param name="cancellationToken">Stops after the steps in progress, whose results are recorded.</param>
    /// <exception cref="ClusterException">There is no cluster, or its state is an older copy.</exception>
    /// <exception cref="StateException">The state is locked, damaged, older or newer, or the disk failed.</exception>
    /// <exception cref="ProviderException">The provider cannot list its resources.</exception>
    public static async Task<ReapReport> ReapStateAsync(string folder, IProvider provider, ReapRequest? request = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(provider);
        request ??= new ReapRequest();
        ArgumentOutOfRangeException.ThrowIfLessThan(request.TriesMax, 1);
        ProviderAnswers.CheckOrdersMax(provider);
        if (StoreReader.FindBlank(ClusterOpener.DiskOf(provider, request.Files), folder) is { } blank)
        {
            return await StateReap.ChooseNothingAsync(folder, blank, provider, request, cancellationToken);
        }

        if (request.IsDryRun)
        {
            return await StateReap.ChooseAsync(folder, provider, request, cancellationToken);
        }

        await using StateReap reap = await StateReap.OpenAsync(folder, provider, request, cancellationToken);
        return await NoteAsync(await reap.RunAsync(cancellationToken), provider, request, request.LeakedFile ?? Path.Join(folder, LeakedFile.Name));
    }

    private static async Task<ReapReport> NoteAsync(ReapReport report, IProvider provider, ReapRequest request, string? file)
    {
        if (file is not null)
        {
            await LeakedFile.WriteAsync(ClusterOpener.DiskOf(provider, request.Files), file, report, provider.Clock);
        }

        return report;
    }

    /// <summary>Returns the removal epochs. Only a request with a lineage takes over from the last holder.</summary>
    private static Dictionary<Owner, long> EpochsOf(ValueList<Resource> there, ReapRequest request) => there
        .GroupBy(resource => resource.Tag.Owner)
        .ToDictionary(same => same.Key, same => same.Max(resource => resource.Tag.Epoch) + (request.Lineage is null ? 0 : 1));
}

/// <summary>Removes a cluster by its state, with several attempts.</summary>
internal sealed class StateReap : IAsyncDisposable
{
    private readonly IProvider _provider;
    private readonly ReapRequest _request;
    private readonly Cluster _cluster;
    private ValueList<Resource> _left = [];
    private ValueList<Problem> _problems = [];
    private int _tries;

    private StateReap(IProvider provider, ReapRequest request, Cluster cluster) => (_provider, _request, _cluster) = (provider, request, cluster);

    public static async Task<StateReap> OpenAsync(string folder, IProvider provider, ReapRequest request, CancellationToken cancellationToken)
    {
        // Attempts are counted here, so that failures that the provider reports as permanent are retried as well.
        ClusterSettings settings = new() { Files = request.Files, Retry = request.Retry, AllowsPartial = true, Lifetime = ClusterLifetime.Kept };
        ClusterJournal journal = await ClusterOpener.OpenJournalAsync(folder, name: null, provider, settings, "reap", cancellationToken);
        return new StateReap(provider, request, new Cluster(provider, journal, settings with { Retry = request.Retry with { RoundsMax = 0 } }));
    }

    /// <summary>Selects the resources to remove; reads the state without opening it.</summary>
    public static async Task<ReapReport> ChooseAsync(string folder, IProvider provider, ReapRequest request, CancellationToken cancellationToken)
    {
        ClusterSettings settings = new() { Files = request.Files, Retry = request.Retry };
        ClusterInspection found = await Cluster.InspectAsync(folder, provider, settings, cancellationToken);
        return new ReapReport(await LookAsync(provider, found.Owner, cancellationToken));
    }

    /// <summary>Verifies that no resources exist for a state without changes.</summary>
    /// <exception cref="ClusterException">Resources exist: the state is an older copy.</exception>
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
