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
    /// <param name="existing">Existing resources, from <see cref="IProvider.ObserveAsync"/>.</param>
    /// <param name="request">Selection criteria.</param>
    /// <param name="startedAt">Start time of the reaper, by the provider's clock.</param>
    /// <returns>Nodes, then groups, then networks; each ordered by owner and name.</returns>
    public static ValueList<Resource> SelectResources(IEnumerable<Resource> existing, ReapRequest request, DateTimeOffset startedAt)
    {
        ArgumentNullException.ThrowIfNull(existing);
        ArgumentNullException.ThrowIfNull(request);
        return ReapSelection.Select(existing, request, startedAt);
    }

    /// <summary>Removes the resources that a request selects from the provider's list. Needs no state.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="request">Selection criteria and options.</param>
    /// <param name="cancellationToken">Stops the removal; no further steps start.</param>
    /// <returns>Selected and remaining resources; a dry run selects the same ones.</returns>
    /// <exception cref="ProviderException">The provider cannot list its resources, or its list is invalid.</exception>
    /// <exception cref="StateException">The list of leaked resources could not be written.</exception>
    /// <example>
    /// Removes expired resources of all clusters:
    /// <code>
    /// await using SimulationProvider provider = new() { Seed = 1 };
    /// await provider.RunAsync(async cancellationToken =&gt;
    /// {
    ///     ReapReport report = await Reaper.ReapAsync(provider, new ReapRequest(), cancellationToken);
    ///     Console.WriteLine(report.Remaining.Count);
    /// });
    /// </code>
    /// </example>
    public static async Task<ReapReport> ReapAsync(IProvider provider, ReapRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.MaxAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(request.StepTimeout, TimeSpan.Zero);
        GuardedProvider guarded = GuardedProvider.Over(provider);
        DateTimeOffset start = guarded.Clock.GetUtcNow();
        ValueList<Resource> observed = await ProviderRetry
            .Create(guarded, request.Retry)
            .QueryAsync(token => guarded.ObserveAsync(null, token), cancellationToken);
        ValueList<Resource> chosen = SelectResources(observed, request, start);
        ReapReport report = request.IsDryRun
            ? new ReapReport(chosen)
            : await CompleteAsync(
                await new ResourceReaper(guarded, request, chosen, GetEpochs(observed, request)).RunAsync(cancellationToken),
                guarded,
                owner: null,
                request,
                request.LeakReportPath,
                cancellationToken
            );
        return report with
        {
            SkippedAsRecent = ReapSelection.SelectRecent(observed, request, start),
            SkippedAsUnconfirmed = ReapSelection.SelectUnconfirmed(observed, request, start),
        };
    }

    /// <summary>
    /// Removes all resources of the cluster whose state is in a folder. Becomes its next lease holder and records the
    /// removals. A dry run acquires no lock and changes nothing. A state without changes has no resources to remove.
    /// </summary>
    /// <param name="folder">Folder of the state; <c>leaked.json</c> is written there unless the request names another
    /// file.</param>
    /// <param name="provider">Provider of the nodes.</param>
    /// <param name="request">Options; null: the defaults. Lineage, cluster and age are ignored.</param>
    /// <param name="cancellationToken">Stops after the steps in progress. Their results are recorded.</param>
    /// <exception cref="ArgumentException"><see cref="ReapRequest.Confirmed"/> is set: this removal is always
    /// complete.</exception>
    /// <exception cref="ClusterException">There is no cluster, or its state is an older copy.</exception>
    /// <exception cref="StateException">The state is locked, damaged, an older copy or in a newer format, or the disk
    /// failed.</exception>
    /// <exception cref="ProviderException">The provider cannot list its resources, or its list is invalid.</exception>
    public static async Task<ReapReport> ReapStateAsync(
        string folder,
        IProvider provider,
        ReapRequest? request = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(provider);
        request ??= new ReapRequest();
        if (request.Confirmed is not null)
        {
            throw new ArgumentException(
                $"{nameof(ReapRequest.Confirmed)} is set, but all resources of the cluster are removed; set it to null",
                nameof(request)
            );
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(request.MaxAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(request.StepTimeout, TimeSpan.Zero);
        GuardedProvider guarded = GuardedProvider.Over(provider);
        if (StoreReader.FindBlank(StateOpener.GetFileSystem(guarded, request.FileSystem), folder) is { } lineage)
        {
            return await StateReaper.VerifyNoneAsync(folder, lineage, guarded, request, cancellationToken);
        }

        if (request.IsDryRun)
        {
            return await StateReaper.SelectAsync(folder, guarded, request, cancellationToken);
        }

        await using StateReaper reap = await StateReaper.OpenAsync(folder, guarded, request, cancellationToken);
        return await CompleteAsync(
            await reap.RunAsync(cancellationToken),
            guarded,
            reap.Owner,
            request,
            request.LeakReportPath ?? Path.Join(folder, LeakReportFile.Name),
            cancellationToken
        );
    }

    /// <summary>Records the removals before the wait, which can be canceled or fail, and its result after it.</summary>
    private static async Task<ReapReport> CompleteAsync(
        ReapReport removed,
        GuardedProvider provider,
        Owner? owner,
        ReapRequest request,
        string? file,
        CancellationToken cancellationToken
    )
    {
        await RecordAsync(removed, provider, request, file);
        ReapReport report = await RemovalWait.RunAsync(removed, provider, owner, request, cancellationToken);
        return report.Terminating.Count > 0 ? await RecordAsync(report, provider, request, file) : report;
    }

    private static async Task<ReapReport> RecordAsync(ReapReport report, GuardedProvider provider, ReapRequest request, string? file)
    {
        if (file is not null)
        {
            await LeakReportFile.WriteAsync(StateOpener.GetFileSystem(provider, request.FileSystem), file, report, provider.Clock);
        }

        return report;
    }

    /// <summary>
    /// Returns the epoch of the removal requests by owner. Only a request with a lineage takes over from the last
    /// holder.
    /// </summary>
    private static Dictionary<Owner, long> GetEpochs(ValueList<Resource> observed, ReapRequest request) =>
        observed
            .GroupBy(resource => resource.Tag.Owner)
            .ToDictionary(same => same.Key, same => same.Max(resource => resource.Tag.Epoch) + (request.Lineage is null ? 0 : 1));
}

/// <summary>Removes a cluster by its state, with several attempts.</summary>
internal sealed class StateReaper : IAsyncDisposable
{
    private readonly GuardedProvider _provider;
    private readonly ReapRequest _request;
    private readonly Cluster _cluster;
    private ValueList<Resource> _remaining = [];
    private ValueList<Problem> _problems = [];
    private int _attempts;

    private StateReaper(GuardedProvider provider, ReapRequest request, Cluster cluster) =>
        (_provider, _request, _cluster) = (provider, request, cluster);

    public static async Task<StateReaper> OpenAsync(
        string folder,
        GuardedProvider provider,
        ReapRequest request,
        CancellationToken cancellationToken
    )
    {
        // Attempts are counted here, so that failures that the provider reports as permanent are retried as well.
        ClusterOptions settings = new()
        {
            FileSystem = request.FileSystem,
            Listener = request.Listener,
            Retry = request.Retry,
            StepTimeout = request.StepTimeout,
            AllowPartial = true,
            Lifetime = ClusterLifetime.Persistent,
        };
        (ClusterJournal journal, _) = await StateOpener.OpenAsync(folder, name: null, provider, settings, "reap", cancellationToken);
        return new StateReaper(
            provider,
            request,
            new Cluster(provider, journal, settings with { Retry = request.Retry with { MaxRetryAttempts = 0 } })
        );
    }

    /// <summary>Selects the resources to remove; reads the state without opening it.</summary>
    public static async Task<ReapReport> SelectAsync(
        string folder,
        GuardedProvider provider,
        ReapRequest request,
        CancellationToken cancellationToken
    )
    {
        ClusterOptions settings = new() { FileSystem = request.FileSystem, Retry = request.Retry };
        ClusterInspection inspection = await Cluster.InspectAsync(folder, provider, settings, cancellationToken);
        return new ReapReport(await ObserveAsync(provider, inspection.Owner, cancellationToken));
    }

    /// <summary>Verifies that no resources exist for a state without changes.</summary>
    /// <exception cref="ClusterException">Resources exist: the state is an older copy.</exception>
    public static async Task<ReapReport> VerifyNoneAsync(
        string folder,
        Lineage lineage,
        GuardedProvider provider,
        ReapRequest request,
        CancellationToken cancellationToken
    )
    {
        ValueList<Resource> observed = await ProviderRetry
            .Create(provider, request.Retry)
            .QueryAsync(token => provider.ObserveAsync(null, token), cancellationToken);
        Resource[] ours = [.. observed.Where(resource => resource.Tag.Owner.Lineage == lineage)];
        return ours.Length == 0
            ? new ReapReport([])
            : throw new ClusterException(ours[0].Tag.Owner.Cluster, ClusterProblems.OlderCopy(folder, 0, EpochScanner.GetHighest(ours)));
    }

    public Owner Owner => _cluster.Owner;

    public async Task<ReapReport> RunAsync(CancellationToken cancellationToken)
    {
        ReapReport chosen = new(await ObserveAsync(_provider, _cluster.Owner, cancellationToken));
        _remaining = chosen.Selected;
        await ProviderRetry.Create(_provider, _request.Retry).RepeatAsync(TryAsync, cancellationToken);
        return chosen with { Remaining = _remaining.Select(Leaked).ToValueList(), AttemptCount = _attempts };
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private async Task<RetryDecision> TryAsync(CancellationToken cancellationToken)
    {
        _attempts++;
        try
        {
            PlanReport report = await _cluster.DestroyAsync(cancellationToken);
            _problems = report.Problems;
            _remaining = await ObserveAsync(_provider, _cluster.Owner, cancellationToken);
        }
        catch (ProviderException exception)
        {
            _problems = exception.Problems;
        }

        return new RetryDecision(_remaining.Count > 0);
    }

    private LeakedResource Leaked(Resource resource)
    {
        string step = OrphanRemovalRequests.Create(resource, _cluster.Owner, _cluster.Epoch, "").Step.ToString();
        return new LeakedResource(
            resource,
            _problems.FirstOrDefault(problem => problem.Field == step)
                ?? (_problems.Count > 0 ? _problems[0] : ClusterProblems.Leaked(resource.Id))
        );
    }

    private static async Task<ValueList<Resource>> ObserveAsync(GuardedProvider provider, Owner owner, CancellationToken cancellationToken)
    {
        ReapRequest all = new() { Lineage = owner.Lineage, Cluster = owner.Cluster };
        return ReapSelection.Select(await provider.ObserveAsync(owner, cancellationToken), all, provider.Clock.GetUtcNow());
    }
}
