using Scalewright.Providers.Grid5000.Wire;

namespace Scalewright.Providers.Grid5000.Jobs;

/// <summary>Deploys environments to the machines of running jobs, and retries failed deployments.</summary>
internal sealed class Grid5000DeploymentService(RestClient client, Grid5000Options options, ILogger logger)
{
    private readonly PageReader _pages = new(client, Grid5000Problems.Provider, options.PageSize);
    private readonly ConcurrentDictionary<(string Site, string Uid), (DateTimeOffset At, Deployment Asked)> _recent =
        new();
    private readonly DeploymentGate _turns = new();
    private readonly ConcurrentDictionary<Grid5000NodeId, Problem> _refused = new();
    private readonly ConcurrentDictionary<(string Site, string Machine), DateTimeOffset> _bad = new();

    /// <summary>Reads the deployments of some nodes at a site.</summary>
    public async Task<DeploymentSnapshot> LookAsync(
        string site, ValueList<Grid5000Node> nodes, CancellationToken cancellationToken)
    {
        long[] starts = [.. nodes.Where(node => node.IsDeployed && JobState.IsRunning(node.Job))
            .Select(node => node.Job.StartedAt ?? 0)];
        if (starts.Length == 0)
        {
            return new DeploymentSnapshot([], options.MaxDeploymentAttempts, _refused);
        }

        long begun = _turns.Count;

        // The list starts with the newest deployments. Deployments older than the jobs are not needed.
        long first = starts.Min();
        ValueList<Deployment> listed = await _pages.ReadAsync(
            $"sites/{site}/deployments?user={Uri.EscapeDataString(options.User)}",
            Grid5000Json.Default.CollectionDeployment, page => page.Items, one => one.Uid,
            page => page[^1].CreatedAt < first, cancellationToken);
        DeploymentSnapshot picture = new(listed.AddRange(await HiddenAsync(site, listed, cancellationToken)),
            options.MaxDeploymentAttempts, _refused) { Begun = begun };
        foreach (Grid5000Node node in nodes.Where(picture.HasExhaustedAttempts))
        {
            if (_bad.TryAdd((site, node.Machine), options.Clock.GetUtcNow()))
            {
                Grid5000Log.MachineAbandoned(logger, node.Machine, site, options.MaxDeploymentAttempts);
            }
        }

        return picture;
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
    public async Task<bool> StartNextDeploymentsAsync(
        string site, ValueList<Grid5000Node> nodes, DeploymentSnapshot picture)
    {
        bool isBegun = false;
        foreach (IGrouping<(long Job, string Environment), Grid5000Node> batch in nodes.Where(picture.IsWanted)
            .GroupBy(node => (node.Job.Uid, node.Mark.Environment!)))
        {
            // A concurrent poll may have started the same deployments, before or after this state was read.
            HashSet<string> own = _turns.Take(site, batch.Select(node => node.Machine), picture.Begun);
            if (own.Count > 0)
            {
                try
                {
                    isBegun |= await DeployAsync(
                        site, batch.Key.Environment, [.. batch.Where(node => own.Contains(node.Machine))]);
                }
                finally
                {
                    _turns.Return(site, own);
                }
            }
        }

        return isBegun;
    }

    /// <summary>Nodes whose machines were refused for a deployment, with the reason.</summary>
    public IReadOnlyDictionary<Grid5000NodeId, Problem> Refused => _refused;

    private async Task<bool> DeployAsync(string site, string environment, ValueList<Grid5000Node> nodes)
    {
        DeploymentRequest request = new([.. nodes.Select(node => node.Machine)], environment,
            options.PublicKey.Length > 0 ? options.PublicKey : null);
        try
        {
            RestResponse reply = await client.ChangeAsync(HttpMethod.Post, $"sites/{site}/deployments",
                JsonSerializer.SerializeToUtf8Bytes(request, Grid5000Json.Default.DeploymentRequest));
            string place = reply.Headers.Location?.OriginalString ?? "";
            if (place.Length > 0)
            {
                string uid = place[(place.LastIndexOf('/') + 1)..];

                // Dated to the start of the job, so that the clock of this machine does not matter.
                Deployment asked = new(uid, "processing", request.Nodes, nodes.Max(node => node.Job.StartedAt ?? 0));
                _recent[(site, uid)] = (options.Clock.GetUtcNow(), asked);
            }

            Grid5000Log.DeploymentStarted(logger, nodes[0].Job.Uid, site, environment, nodes.Count, nodes[0].Machine);
            return true;
        }
        catch (RestException later) when (later.IsTransient || later.Status == 409)
        {
            // Either the machines are already being deployed, or the next poll shows whether the request took effect.
            Grid5000Log.DeploymentPostponed(
                logger, nodes[0].Job.Uid, site, environment, nodes.Count, nodes[0].Machine, later.Reason);
            return false;
        }
        catch (RestException refused) when (!refused.IsRefusal)
        {
            Grid5000Log.DeploymentRejected(
                logger, nodes[0].Job.Uid, site, environment, nodes.Count, nodes[0].Machine, refused.Reason);
            foreach (Grid5000Node node in nodes)
            {
                _refused[node.Id] = Grid5000Problems.Rest.Of(refused, node.Mark.Name);
            }

            return false;
        }
    }

    private async Task<ValueList<Deployment>> HiddenAsync(
        string site, ValueList<Deployment> listed, CancellationToken cancellationToken)
    {
        HashSet<string> known = [.. listed.Select(deployment => deployment.Uid)];
        List<Deployment> hidden = [];
        foreach (((string Site, string Uid) key, (DateTimeOffset at, Deployment asked)) in _recent.ToArray())
        {
            if (options.Clock.GetUtcNow() - at > options.ConsistencyWindow)
            {
                _recent.TryRemove(key, out _);
            }
            else if (key.Site == site && !known.Contains(key.Uid))
            {
                // A deployment that the testbed does not return yet counts as in progress.
                hidden.Add(await client.FindAsync($"sites/{site}/deployments/{Uri.EscapeDataString(asked.Uid)}",
                    Grid5000Json.Default.Deployment, cancellationToken) ?? asked);
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
    private readonly HashSet<(string Site, string Machine)> _taken = [];
    private readonly Dictionary<(string Site, string Machine), long> _begun = [];
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
    public HashSet<string> Take(string site, IEnumerable<string> machines, long seen)
    {
        lock (_gate)
        {
            return [.. machines.Where(
                machine => _begun.GetValueOrDefault((site, machine)) <= seen && _taken.Add((site, machine)))];
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
                _taken.Remove((site, machine));
                _begun[(site, machine)] = _count;
            }
        }
    }
}

/// <summary>Observed deployments.</summary>
/// <param name="triesMax">Maximum number of attempts per machine.</param>
/// <param name="refused">Nodes whose deployment was refused.</param>
internal sealed class DeploymentSnapshot(
    ValueList<Deployment> deployments, int triesMax, IReadOnlyDictionary<Grid5000NodeId, Problem> refused)
{
    /// <summary>Value of <see cref="DeploymentGate.Count"/> when the poll began.</summary>
    public long Begun { get; init; }

    public ResourceState StateOf(Grid5000Node node) => node switch
    {
        _ when JobState.HasFailed(node.Job) => ResourceState.Failed,
        _ when JobState.IsEnding(node.Job) => ResourceState.Deleting,
        _ when !JobState.IsRunning(node.Job) => ResourceState.Pending,
        { Machine.Length: 0 } => ResourceState.Failed,
        _ when !node.IsDeployed || IsDeployed(node) => ResourceState.Ready,
        _ when IsUnderWay(node) || HasTriesLeft(node) => ResourceState.Pending,
        _ => ResourceState.Failed,
    };

    /// <summary>True if a node's machine needs a deployment now.</summary>
    public bool IsWanted(Grid5000Node node) => node is { IsDeployed: true, RemovedBy: null, Machine.Length: > 0 }
        && JobState.IsRunning(node.Job) && !IsDeployed(node) && !IsUnderWay(node) && HasTriesLeft(node);

    /// <summary>True if all attempts on a node's machine failed.</summary>
    public bool HasExhaustedAttempts(Grid5000Node node) => node is { IsDeployed: true, Machine.Length: > 0 }
        && JobState.IsRunning(node.Job)
        && !IsDeployed(node)
        && !IsUnderWay(node)
        && CountAttempts(node) >= triesMax;

    public int CountAttempts(Grid5000Node node) => Of(node).Count();

    private bool HasTriesLeft(Grid5000Node node) => CountAttempts(node) < triesMax && !refused.ContainsKey(node.Id);

    private bool IsDeployed(Grid5000Node node) =>
        Of(node).Any(deployment => deployment.Result?.GetValueOrDefault(node.Machine)?.State == "OK");

    private bool IsUnderWay(Grid5000Node node) =>
        Of(node).Any(deployment => deployment.Status is "waiting" or "processing");

    /// <summary>Deployments of the node's machine since the job acquired it.</summary>
    private IEnumerable<Deployment> Of(Grid5000Node node) => deployments.Where(deployment =>
        deployment.CreatedAt >= (node.Job.StartedAt ?? long.MaxValue)
        && (deployment.Nodes?.Contains(node.Machine, StringComparer.Ordinal) ?? false));
}
