namespace Scalewright.Providers.Chameleon.Nodes;

/// <summary>Creates nodes of one type at one site, in existing leases that have capacity and in new leases.</summary>
/// <param name="type">Type of their machines; empty for any.</param>
internal sealed class NodeCreation(SiteClient siteClient, ChameleonOptions options, string type, Owner owner)
{
    private static readonly string DefaultImage = new NodeHardware().Image;
    private readonly ChameleonResourceMapper _view = new(siteClient, options);
    private readonly List<StepOutcome> _outcomes = [];

    /// <summary>Name or ID of the image of a node.</summary>
    public static string GetImage(NodeSpec node, ChameleonOptions options) =>
        node.Hardware.Image != DefaultImage ? node.Hardware.Image : options.Image;

    /// <summary>Creates missing nodes.</summary>
    public async Task<ValueList<StepOutcome>> MakeAsync(StepRequest[] requests, CancellationToken cancellationToken)
    {
        SiteSnapshot snapshot = await siteClient.ReadAsync(CancellationToken.None);
        Queue<StepRequest> missing = new();
        foreach (StepRequest request in requests)
        {
            ChameleonNode? created = snapshot.Nodes.FirstOrDefault(node => node.Owner == owner && node.Tag.Node.Token == request.Token);
            int length = Math.Max(
                CreateTag(request, "").LongestValue(),
                Encoding.UTF8.GetByteCount($"{new AddressTag(owner, request.Token)}")
            );
            if (created is null && length <= ServerTag.MaxValue)
            {
                missing.Enqueue(request);
            }
            else
            {
                _outcomes.Add(
                    created switch
                    {
                        null => StepOutcome.Failed(request, ChameleonProblems.TagTooLong(request.Step.Name, length, ServerTag.MaxValue)),
                        { IsDeleting: true } => StepOutcome.Failed(request, ChameleonProblems.TokenUsed(request.Step.Name)),
                        _ => StepOutcome.Succeeded(request, _view.ToResource(created, snapshot)),
                    }
                );
            }
        }

        int capacity = await FillAsync(missing, snapshot, cancellationToken);
        if (options.LeaseName.Length > 0)
        {
            // Machines of nodes that are being removed become available later.
            bool willHaveCapacity = snapshot.Leases.Where(IsUsable).Any(lease => snapshot.GetNodes(lease.Id).Any(node => node.IsDeleting));
            _outcomes.AddRange(
                missing
                    .Select(request => ChameleonProblems.NoCapacity(request.Step.Name, options.LeaseName, capacity))
                    .Zip(missing, (problem, request) =>
                        willHaveCapacity ? StepOutcome.Later(request, problem, null) : StepOutcome.Failed(request, problem)
                    )
            );
            return [.. _outcomes];
        }

        while (missing.Count > 0)
        {
            await ReserveAsync([.. Dequeue(missing, options.MaxNodesPerLease)], cancellationToken);
        }

        return [.. _outcomes];
    }

    private static IEnumerable<StepRequest> Dequeue(Queue<StepRequest> requests, int maxCount)
    {
        for (int count = 0; count < maxCount && requests.TryDequeue(out StepRequest? request); count++)
        {
            yield return request;
        }
    }

    private ServerTag CreateTag(StepRequest request, string lease) =>
        new(
            StoredResourceTag.FromTag(request.Tag, options.Clock.GetUtcNow()),
            lease,
            type,
            GetImage(((CreateNode)request.Step).Node, options),
            1
        );

    /// <summary>
    /// True if nodes can be created in a lease: it has the configured name or belongs to the owner, and has the
    /// requested type of machines.
    /// </summary>
    private bool IsUsable(LeaseSnapshot lease) =>
        lease is { IsLive: true, Machines.Id: not null }
        && (options.LeaseName.Length > 0 ? LeaseName.IsNamed(lease.Name, options.LeaseName) : LeaseName.IsOwnedBy(lease.Name, owner))
        && (lease.Type == type || (type.Length == 0 && options.LeaseName.Length > 0))
        && LeaseExpiry.GetReportedEnd(lease.Starts, lease.Ends, options.NoticePeriod, options.Clock.GetUtcNow()) is null;

    /// <summary>
    /// Creates nodes in existing leases. Returns the free capacity of these leases; negative if there are no such
    /// leases.
    /// </summary>
    private async Task<int> FillAsync(Queue<StepRequest> missing, SiteSnapshot snapshot, CancellationToken cancellationToken)
    {
        int freeCapacity = -1;
        foreach (
            LeaseSnapshot lease in snapshot
                .Leases.Where(IsUsable)
                .OrderBy(lease => lease.Created)
                .ThenBy(lease => lease.Id, StringComparer.Ordinal)
        )
        {
            int capacity = Math.Max(0, lease.Capacity - snapshot.GetNodes(lease.Id).Count());
            freeCapacity = Math.Max(freeCapacity, 0) + capacity;
            if (capacity > 0 && missing.Count > 0)
            {
                await WaitAndFillAsync(lease, [.. Dequeue(missing, capacity)], cancellationToken);
            }
        }

        return freeCapacity;
    }

    private async Task ReserveAsync(ValueList<StepRequest> requests, CancellationToken cancellationToken)
    {
        try
        {
            LeaseSnapshot lease = await siteClient.Leases.ReserveAsync(
                LeaseName.Create(owner, requests[0].Token),
                type,
                requests.Count,
                options.StartsAt
            );
            await WaitAndFillAsync(lease, requests, cancellationToken);
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            _outcomes.AddRange(ChameleonProblems.Rest.CreateOutcomes(requests, failure));
        }
    }

    private async Task WaitAndFillAsync(LeaseSnapshot lease, ValueList<StepRequest> requests, CancellationToken cancellationToken)
    {
        siteClient.Leases.Hold(lease.Id);
        try
        {
            LeaseWaitResult start = await new LeaseWaiter(siteClient.Leases, options).WaitAsync(lease, cancellationToken);
            if (start.Lease is { IsActive: true, Machines.Id: { } reservation } active)
            {
                await FillLeaseAsync(active, reservation, requests);
                return;
            }

            _outcomes.AddRange(
                requests.Select(request =>
                    start.Lease.IsLive
                        ? StepOutcome.Later(request, ChameleonProblems.LeaseWaits(request.Step.Name, lease.Name, start.Found), start.After)
                        : StepOutcome.Failed(request, ChameleonProblems.LeaseFailed(request.Step.Name, lease.Name, start.Lease.Status))
                )
            );
            if (start.Lease.HasFailed)
            {
                await EndEmptyLeaseAsync(lease);
            }
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            // The failed request only read the lease.
            _outcomes.AddRange(requests.Select(request => ChameleonProblems.Rest.CreateOutcome(request, failure, isWithoutEffect: true)));
        }
        finally
        {
            siteClient.Leases.Release(lease.Id);
        }
    }

    private async Task FillLeaseAsync(LeaseSnapshot lease, string reservation, ValueList<StepRequest> requests)
    {
        SiteSnapshot none = new(siteClient.Region, [lease], [], []);
        List<StepOutcome> created = [];
        await foreach (
            StepOutcome outcome in StepCallRunner.RunAsync(
                requests,
                requests.Select<StepRequest, Func<Task<ValueList<StepOutcome>>>>(request =>
                    async () => [await MakeAsync(request, lease, reservation, none)]
                ),
                options.MaxConcurrency,
                CancellationToken.None
            )
        )
        {
            created.Add(outcome);
        }

        _outcomes.AddRange(created);
        if (
            created.TrueForAll(outcome => outcome is { Result: StepResult.Failed, CanRetry: false })
            && LeaseName.IsOwnedBy(lease.Name, owner)
        )
        {
            await EndEmptyLeaseAsync(lease);
        }
    }

    private async Task<StepOutcome> MakeAsync(StepRequest request, LeaseSnapshot lease, string reservation, SiteSnapshot snapshot)
    {
        try
        {
            ChameleonNode node = await siteClient.Servers.MakeAsync(CreateTag(request, lease.Id), owner, reservation);
            return StepOutcome.Succeeded(request, _view.ToResource(node, snapshot));
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            StepOutcome outcome = ChameleonProblems.Rest.CreateOutcome(request, failure, failure.IsWithoutEffect);
            if (!ChameleonProblems.IsQuota(failure))
            {
                return outcome;
            }

            string limits = await siteClient.Servers.DescribeLimitsAsync();
            return limits.Length > 0 ? outcome with { Problem = ChameleonProblems.QuotaWith(outcome.Problem!, limits) } : outcome;
        }
        catch (RestException failure)
        {
            throw ChameleonProblems.Rest.Exception(failure);
        }
    }

    /// <summary>
    /// Ends an unusable lease if it has no nodes. If this fails, the lease is reported as an empty lease.
    /// </summary>
    private async Task EndEmptyLeaseAsync(LeaseSnapshot lease)
    {
        try
        {
            if (!(await siteClient.ReadAsync(CancellationToken.None)).GetNodes(lease.Id).Any())
            {
                await siteClient.Leases.EndAsync(lease.Id);
            }
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            // The next query reports the lease.
            ChameleonLog.LeaseLeft(siteClient.Session.Logger, lease.Id, siteClient.Region, failure.Reason);
        }
    }
}

/// <summary>Waits for leases to start.</summary>
internal sealed class LeaseWaiter(LeaseRepository leases, ChameleonOptions options)
{
    /// <summary>Waits until a lease is active, has failed, has ended, or does not start within the timeout.</summary>
    public async Task<LeaseWaitResult> WaitAsync(LeaseSnapshot lease, CancellationToken cancellationToken)
    {
        long started = options.Clock.GetTimestamp();
        for (int poll = 1; ; poll++)
        {
            TimeSpan remaining = lease.Starts - options.Clock.GetUtcNow();
            if (lease.IsActive || !lease.IsLive)
            {
                return new LeaseWaitResult(lease);
            }

            if (remaining > options.LeaseStartTimeout)
            {
                return new LeaseWaitResult(
                    lease,
                    string.Create(CultureInfo.InvariantCulture, $"starts at {lease.Starts:yyyy-MM-dd HH:mm}"),
                    remaining
                );
            }

            if (
                options.Clock.GetElapsedTime(started)
                >= options.LeaseStartTimeout + (remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero)
            )
            {
                return new LeaseWaitResult(lease, $"is still {lease.Status} after {options.LeaseStartTimeout}");
            }

            leases.Await(lease);
            try
            {
                await Task.Delay(
                    PollDelays.After(poll, remaining, options.PollInterval, options.MaxPollInterval),
                    options.Clock,
                    cancellationToken
                );
            }
            catch (OperationCanceledException)
            {
                return new LeaseWaitResult(lease, "has not started yet; waiting was canceled");
            }

            lease = await leases.FindAsync(lease.Id, CancellationToken.None)
                ?? lease with
                {
                    Wire = lease.Wire with { Status = "TERMINATED" },
                };
        }
    }
}

/// <summary>Result of waiting for a lease.</summary>
/// <param name="Found">Reason why the lease is not active, as a clause of a message.</param>
/// <param name="After">Recommended delay before the step is retried; null if unknown.</param>
internal sealed record LeaseWaitResult(LeaseSnapshot Lease, string Found = "", TimeSpan? After = null);

/// <summary>Computes the delay between two polls of a lease that has not started. Pure.</summary>
internal static class PollDelays
{
    /// <summary>
    /// Returns the time to the start, at most twice the maximum delay. If the start is unknown or past, returns a delay
    /// that grows with each poll up to the maximum.
    /// </summary>
    /// <param name="pollCount">Number of polls so far, 1 or more.</param>
    /// <param name="untilStart">Time to the next known start; null if unknown.</param>
    /// <param name="period">First delay, and its increase per poll.</param>
    public static TimeSpan After(int pollCount, TimeSpan? untilStart, TimeSpan period, TimeSpan maxPeriod)
    {
        TimeSpan grown = period * Math.Min(pollCount, maxPeriod / period);
        TimeSpan far = maxPeriod * 2;
        return untilStart is { } wait && wait > TimeSpan.Zero ? new TimeSpan(Math.Min(wait.Ticks, far.Ticks)) : grown;
    }
}
