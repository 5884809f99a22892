using Scalewright.Providers.Grid5000.Wire;

namespace Scalewright.Providers.Grid5000.Jobs;

/// <summary>Deploys environments to the machines of running jobs, and retries failed deployments.</summary>
internal sealed class Grid5000DeploymentService(RestClient client, Grid5000Options options, ILogger logger)
{
    private readonly PageReader _pages = new(client, Grid5000Problems.Provider, options.PageSize);
    private readonly ConcurrentDictionary<(string Site, string Uid), (DateTimeOffset At, Deployment Request)> _recent = new();
    private readonly DeploymentGate _gate = new();
    private readonly ConcurrentDictionary<Grid5000NodeId, Problem> _rejected = new();
    private readonly ConcurrentDictionary<(string Site, string Machine), DateTimeOffset> _bad = new();
    private readonly ConcurrentDictionary<(string Site, string Machine), DateTimeOffset> _refused = new();

    /// <summary>Reads the deployments of some nodes at a site.</summary>
    public async Task<DeploymentSnapshot> ReadAsync(string site, ValueList<Grid5000Node> nodes, CancellationToken cancellationToken)
    {
        long[] starts = [.. nodes.Where(node => node.IsDeployed && JobState.IsRunning(node.Job)).Select(node => node.Job.StartedAt ?? 0)];
        if (starts.Length == 0)
        {
            return new DeploymentSnapshot([], options.MaxDeploymentAttempts, _rejected);
        }

        long gateCount = _gate.Count;

        // The list starts with the newest deployments. Deployments older than the jobs are not needed.
        long first = starts.Min();
        ValueList<Deployment> listed = await _pages.ReadAsync(
            $"sites/{site}/deployments?user={Uri.EscapeDataString(options.User)}",
            Grid5000Json.Default.CollectionDeployment,
            page => page.Items,
            one => one.Uid,
            (page, _) => page[^1].CreatedAt < first,
            cancellationToken
        );
        DeploymentSnapshot snapshot = new(
            listed.AddRange(await ReadHiddenAsync(site, listed, cancellationToken)),
            options.MaxDeploymentAttempts,
            _rejected
        )
        {
            GateCount = gateCount,
        };
        foreach (Grid5000Node node in nodes.Where(snapshot.HasExhaustedAttempts))
        {
            if (_bad.TryAdd((site, node.Machine), options.Clock.GetUtcNow()))
            {
                Grid5000Log.MachineFailed(logger, node.Machine, site, options.MaxDeploymentAttempts);
            }
        }

        return snapshot;
    }

    /// <summary>
    /// Returns the machines of a site that are currently excluded because their deployments failed, ordered by name.
    /// </summary>
    public ValueList<string> FindBadMachines(string site)
    {
        foreach (((string Site, string Machine) machine, DateTimeOffset since) in _bad.ToArray())
        {
            if (options.Clock.GetUtcNow() - since >= options.QuarantinePeriod)
            {
                _bad.TryRemove(machine, out _);
            }
        }

        return [.. _bad.Keys.Where(key => key.Site == site).Select(key => key.Machine).Order(StringComparer.Ordinal)];
    }

    /// <summary>Starts the next deployments for some nodes. Returns true if any deployment was started.</summary>
    public async Task<bool> StartNextDeploymentsAsync(string site, ValueList<Grid5000Node> nodes, DeploymentSnapshot snapshot)
    {
        bool isStarted = false;
        foreach (
            IGrouping<(long Job, string Environment), Grid5000Node> batch in nodes
                .Where(snapshot.IsDesired)
                .GroupBy(node => (node.Job.Uid, node.NodeTag.Environment!))
        )
        {
            // A concurrent poll may have started the same deployments, before or after this state was read.
            HashSet<string> own = _gate.Acquire(site, batch.Select(node => node.Machine), snapshot.GateCount);
            if (own.Count > 0)
            {
                try
                {
                    isStarted |= await DeployAsync(site, batch.Key.Environment, [.. batch.Where(node => own.Contains(node.Machine))]);
                }
                finally
                {
                    _gate.Return(site, own);
                }
            }
        }

        return isStarted;
    }

    /// <summary>Nodes whose machines were refused for a deployment, with the reason.</summary>
    public IReadOnlyDictionary<Grid5000NodeId, Problem> Rejected => _rejected;

    private async Task<bool> DeployAsync(string site, string environment, ValueList<Grid5000Node> nodes)
    {
        DeploymentRequest request = new(
            [.. nodes.Select(node => node.Machine)],
            environment,
            options.PublicKey.Length > 0 ? options.PublicKey : null
        );
        try
        {
            RestResponse reply = await client.ChangeAsync(
                HttpMethod.Post,
                $"sites/{site}/deployments",
                JsonSerializer.SerializeToUtf8Bytes(request, Grid5000Json.Default.DeploymentRequest)
            );
            RecordRequested(site, reply.Headers.Location?.OriginalString ?? "", nodes);
            _refused.TryRemove((site, nodes[0].Machine), out _);
            Grid5000Log.DeploymentStarted(logger, nodes[0].Job.Uid, site, environment, nodes.Count, nodes[0].Machine);
            return true;
        }
        catch (RestException exception) when (exception.IsTransient && !Grid5000Problems.IsKadeployError(exception))
        {
            // The next poll shows whether the request took effect.
            Grid5000Log.DeploymentPostponed(logger, nodes[0].Job.Uid, site, environment, nodes.Count, nodes[0].Machine, exception.Reason);
            return false;
        }
        catch (RestException exception) when (!exception.IsRefusal)
        {
            if (MayBeDeployedElsewhere(site, nodes[0].Machine, exception))
            {
                Grid5000Log.DeploymentPostponed(
                    logger,
                    nodes[0].Job.Uid,
                    site,
                    environment,
                    nodes.Count,
                    nodes[0].Machine,
                    exception.Reason
                );
                return false;
            }

            Grid5000Log.DeploymentRejected(logger, nodes[0].Job.Uid, site, environment, nodes.Count, nodes[0].Machine, exception.Reason);
            foreach (Grid5000Node node in nodes)
            {
                _rejected[node.Id] = Grid5000Problems.Rest.From(exception, node.NodeTag.Name);
            }

            return false;
        }
    }

    /// <summary>Remembers a deployment, which the list may not show yet.</summary>
    /// <param name="location">Address of the deployment; empty if the response has none.</param>
    private void RecordRequested(string site, string location, ValueList<Grid5000Node> nodes)
    {
        if (location.Length == 0)
        {
            return;
        }

        string uid = location[(location.LastIndexOf('/') + 1)..];

        // Dated to the start of the job, so that the clock of this machine does not matter.
        Deployment requested = new(uid, "processing", [.. nodes.Select(node => node.Machine)], nodes.Max(node => node.Job.StartedAt ?? 0));
        _recent[(site, uid)] = (options.Clock.GetUtcNow(), requested);
    }

    /// <summary>
    /// Returns true for a while after the first refusal: the testbed refuses machines that another program deploys like
    /// an invalid request, and its list shows them later.
    /// </summary>
    private bool MayBeDeployedElsewhere(string site, string machine, RestException exception)
    {
        DateTimeOffset now = options.Clock.GetUtcNow();
        return exception.Status is 400 or 500 && now - _refused.GetOrAdd((site, machine), now) < options.ConsistencyWindow;
    }

    private async Task<ValueList<Deployment>> ReadHiddenAsync(
        string site,
        ValueList<Deployment> listed,
        CancellationToken cancellationToken
    )
    {
        HashSet<string> known = [.. listed.Select(deployment => deployment.Uid)];
        List<Deployment> hidden = [];
        foreach (((string Site, string Uid) key, (DateTimeOffset at, Deployment requested)) in _recent.ToArray())
        {
            if (options.Clock.GetUtcNow() - at > options.ConsistencyWindow)
            {
                _recent.TryRemove(key, out _);
            }
            else if (key.Site == site && !known.Contains(key.Uid))
            {
                // A deployment that the testbed does not return yet counts as in progress.
                hidden.Add(
                    await client.FindAsync(
                        $"sites/{site}/deployments/{Uri.EscapeDataString(requested.Uid)}",
                        Grid5000Json.Default.Deployment,
                        cancellationToken
                    ) ?? requested
                );
            }
        }

        return [.. hidden];
    }
}

/// <summary>
/// Coordinates concurrent polls of this program, so that only one of them starts the deployment of a machine. Another
/// poll can start the next deployment only if it began later. Between programs, the testbed refuses machines that are
/// being deployed.
/// </summary>
internal sealed class DeploymentGate
{
    private readonly Lock _gate = new();
    private readonly HashSet<(string Site, string Machine)> _acquired = [];
    private readonly Dictionary<(string Site, string Machine), long> _released = [];
    private long _count;

    /// <summary>Number of deployment requests completed so far.</summary>
    public long Count
    {
        get
        {
            lock (_gate)
            {
                return _count;
            }
        }
    }

    /// <summary>
    /// Acquires machines for deployment, which the caller must release afterwards. Returns the acquired machines: those
    /// that no other poll has acquired, and that were not released since this poll began.
    /// </summary>
    /// <param name="machines">Machines that need a deployment.</param>
    public HashSet<string> Acquire(string site, IEnumerable<string> machines, long seen)
    {
        lock (_gate)
        {
            return [.. machines.Where(machine => _released.GetValueOrDefault((site, machine)) <= seen && _acquired.Add((site, machine)))];
        }
    }

    /// <summary>
    /// Releases machines after their deployment request, whatever its outcome. Earlier polls cannot acquire them any
    /// more.
    /// </summary>
    public void Return(string site, IEnumerable<string> machines)
    {
        lock (_gate)
        {
            _count++;
            foreach (string machine in machines)
            {
                _acquired.Remove((site, machine));
                _released[(site, machine)] = _count;
            }
        }
    }
}

/// <summary>Observed deployments.</summary>
/// <param name="maxAttempts">Maximum number of attempts per machine.</param>
/// <param name="rejected">Nodes whose deployment was refused.</param>
internal sealed class DeploymentSnapshot(
    ValueList<Deployment> deployments,
    int maxAttempts,
    IReadOnlyDictionary<Grid5000NodeId, Problem> rejected
)
{
    /// <summary>Value of <see cref="DeploymentGate.Count"/> when the poll began.</summary>
    public long GateCount { get; init; }

    public ResourceState GetState(Grid5000Node node)
    {
        if (JobState.HasFailed(node.Job))
        {
            return ResourceState.Failed;
        }

        if (JobState.IsEnding(node.Job))
        {
            return ResourceState.Deleting;
        }

        if (!JobState.IsRunning(node.Job))
        {
            return ResourceState.Pending;
        }

        if (node.Machine.Length == 0)
        {
            return ResourceState.Failed;
        }

        if (!node.IsDeployed || IsDeployed(node))
        {
            return ResourceState.Ready;
        }

        return IsDeploying(node) || CanRetry(node) ? ResourceState.Pending : ResourceState.Failed;
    }

    /// <summary>Returns true if a node's machine needs a deployment now.</summary>
    public bool IsDesired(Grid5000Node node) =>
        node is { IsDeployed: true, RemovedBy: null, Machine.Length: > 0 }
        && JobState.IsRunning(node.Job)
        && !IsDeployed(node)
        && !IsDeploying(node)
        && CanRetry(node);

    /// <summary>Returns true if all attempts on a node's machine failed.</summary>
    public bool HasExhaustedAttempts(Grid5000Node node) =>
        node is { IsDeployed: true, Machine.Length: > 0 }
        && JobState.IsRunning(node.Job)
        && !IsDeployed(node)
        && !IsDeploying(node)
        && CountAttempts(node) >= maxAttempts;

    private int CountAttempts(Grid5000Node node) => GetDeployments(node).Count();

    private bool CanRetry(Grid5000Node node) => CountAttempts(node) < maxAttempts && !rejected.ContainsKey(node.Id);

    private bool IsDeployed(Grid5000Node node) =>
        GetDeployments(node).Any(deployment => deployment.Result?.GetValueOrDefault(node.Machine)?.State == "OK");

    private bool IsDeploying(Grid5000Node node) => GetDeployments(node).Any(deployment => deployment.Status is "waiting" or "processing");

    /// <summary>Deployments of the node's machine since the job acquired it.</summary>
    private IEnumerable<Deployment> GetDeployments(Grid5000Node node) =>
        deployments.Where(deployment =>
            DateTimeOffset.FromUnixTimeSeconds(deployment.CreatedAt) >= JobState.GetStart(node.Job)
            && (deployment.Nodes?.Contains(node.Machine, StringComparer.Ordinal) ?? false)
        );
}
