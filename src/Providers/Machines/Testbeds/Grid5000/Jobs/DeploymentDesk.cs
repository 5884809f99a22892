using Scalewright.Providers.Grid5000.Wire;

namespace Scalewright.Providers.Grid5000.Jobs;

/// <summary>Puts environments on the machines of running jobs, and again on those that it failed on.</summary>
/// <param name="options">What is put on machines, and how often it is tried.</param>
/// <param name="logger">Takes what becomes of machines.</param>
internal sealed class DeploymentDesk(RestClient client, Grid5000Options options, ILogger logger)
{
    private readonly PageReader _pages = new(client, Grid5000Problems.Provider, options.PageSize);
    private readonly ConcurrentDictionary<(string Site, string Uid), (DateTimeOffset At, Deployment Asked)> _recent = new();
    private readonly DeploymentTurns _turns = new();
    private readonly ConcurrentDictionary<NodeId, Problem> _refused = new();
    private readonly ConcurrentDictionary<(string Site, string Machine), DateTimeOffset> _bad = new();

    /// <summary>What became of the machines of some nodes.</summary>
    /// <param name="site">Where they are.</param>
    public async Task<DeploymentPicture> LookAsync(string site, ValueList<PlacedNode> nodes, CancellationToken cancellationToken)
    {
        long[] starts = [.. nodes.Where(node => node.IsDeployed && JobState.IsRunning(node.Job)).Select(node => node.Job.StartedAt ?? 0)];
        if (starts.Length == 0)
        {
            return new DeploymentPicture([], options.DeploymentsMax, _refused);
        }

        long begun = _turns.Count;

        // Newest first: what is older than the jobs is of no interest.
        long first = starts.Min();
        ValueList<Deployment> listed = await _pages.ReadAsync(
            $"sites/{site}/deployments?user={Uri.EscapeDataString(options.User)}", Grid5000Json.Default.CollectionDeployment, page => page.Items, one => one.Uid, page => page[^1].CreatedAt < first, cancellationToken);
        DeploymentPicture picture = new(listed.AddRange(await HiddenAsync(site, listed, cancellationToken)), options.DeploymentsMax, _refused) { Begun = begun };
        foreach (PlacedNode node in nodes.Where(picture.IsGivenUp))
        {
            if (_bad.TryAdd((site, node.Machine), options.Clock.GetUtcNow()))
            {
                Grid5000Log.GivenUp(logger, node.Machine, site, options.DeploymentsMax);
            }
        }

        return picture;
    }

    /// <summary>Machines of a site that are not worth another try for now, in order.</summary>
    public ValueList<string> FindBadMachines(string site)
    {
        foreach (((string Site, string Machine) machine, DateTimeOffset since) in _bad.ToArray())
        {
            if (options.Clock.GetUtcNow() - since >= options.AvoidanceTime)
            {
                _bad.TryRemove(machine, out _);
            }
        }

        return [.. _bad.Keys.Where(key => key.Site == site).Select(key => key.Machine).Order(StringComparer.Ordinal)];
    }

    /// <summary>Begins what is to be done next for some nodes.</summary>
    /// <returns>Whether anything was begun.</returns>
    public async Task<bool> GoOnAsync(string site, ValueList<PlacedNode> nodes, DeploymentPicture picture)
    {
        bool isBegun = false;
        foreach (IGrouping<(long Job, string Environment), PlacedNode> batch in nodes.Where(picture.IsWanted).GroupBy(node => (node.Job.Uid, node.Mark.Environment!)))
        {
            // Another look may have begun the same, in this picture or behind it.
            HashSet<string> own = _turns.Take(site, batch.Select(node => node.Machine), picture.Begun);
            if (own.Count > 0)
            {
                try
                {
                    isBegun |= await DeployAsync(site, batch.Key.Environment, [.. batch.Where(node => own.Contains(node.Machine))]);
                }
                finally
                {
                    _turns.Return(site, own);
                }
            }
        }

        return isBegun;
    }

    /// <summary>Nodes whose machines were not taken for a deployment, and why.</summary>
    public IReadOnlyDictionary<NodeId, Problem> Refused => _refused;

    private async Task<bool> DeployAsync(string site, string environment, ValueList<PlacedNode> nodes)
    {
        DeploymentRequest request = new([.. nodes.Select(node => node.Machine)], environment, options.PublicKey.Length > 0 ? options.PublicKey : null);
        try
        {
            RestReply reply = await client.ChangeAsync(HttpMethod.Post, $"sites/{site}/deployments", JsonSerializer.SerializeToUtf8Bytes(request, Grid5000Json.Default.DeploymentRequest));
            string place = reply.Headers.Location?.OriginalString ?? "";
            if (place.Length > 0)
            {
                string uid = place[(place.LastIndexOf('/') + 1)..];

                // Since its machines are the job's, whatever the clock of this machine says.
                Deployment asked = new(uid, "processing", request.Nodes, nodes.Max(node => node.Job.StartedAt ?? 0));
                _recent[(site, uid)] = (options.Clock.GetUtcNow(), asked);
            }

            Grid5000Log.Deployed(logger, nodes[0].Job.Uid, site, environment, nodes.Count, nodes[0].Machine);
            return true;
        }
        catch (RestException later) when (later.IsPassing || later.Status == 409)
        {
            // Somebody else deploys them already, or it is for the next look, which sees whether this took effect.
            Grid5000Log.PutOff(logger, nodes[0].Job.Uid, site, environment, nodes.Count, nodes[0].Machine, later.Reason);
            return false;
        }
        catch (RestException refused) when (!refused.IsRefusal)
        {
            Grid5000Log.Refused(logger, nodes[0].Job.Uid, site, environment, nodes.Count, nodes[0].Machine, refused.Reason);
            foreach (PlacedNode node in nodes)
            {
                _refused[node.Id] = Grid5000Problems.Rest.Of(refused, node.Mark.Name);
            }

            return false;
        }
    }

    private async Task<ValueList<Deployment>> HiddenAsync(string site, ValueList<Deployment> listed, CancellationToken cancellationToken)
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
                // As long as the testbed does not know it yet, it is under way.
                hidden.Add(await client.FindAsync($"sites/{site}/deployments/{Uri.EscapeDataString(asked.Uid)}", Grid5000Json.Default.Deployment, cancellationToken) ?? asked);
            }
        }

        return [.. hidden];
    }
}

/// <summary>Whose turn it is to begin deployments: of several looks at once one begins that of a machine, and the others only when they looked after it was begun. Within this program; beyond it
/// the testbed refuses machines that are being deployed.</summary>
internal sealed class DeploymentTurns
{
    private readonly Lock _gate = new();
    private readonly HashSet<(string Site, string Machine)> _taken = [];
    private readonly Dictionary<(string Site, string Machine), long> _begun = [];
    private long _count;

    /// <summary>How many were begun so far.</summary>
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

    /// <summary>Takes the machines whose turn it is; they must be given back.</summary>
    /// <param name="site">Where they are.</param>
    /// <param name="machines">Those that the look would deploy.</param>
    /// <returns>Those that nobody else is deploying or has begun to deploy since then.</returns>
    public HashSet<string> Take(string site, IEnumerable<string> machines, long seen)
    {
        lock (_gate)
        {
            return [.. machines.Where(machine => _begun.GetValueOrDefault((site, machine)) <= seen && _taken.Add((site, machine)))];
        }
    }

    /// <summary>Gives machines back, whatever became of their deployment: who looked before does not know it.</summary>
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

/// <summary>What deployments have come to.</summary>
/// <param name="triesMax">How often one machine is tried.</param>
/// <param name="refused">Nodes that nothing is put on any more.</param>
internal sealed class DeploymentPicture(ValueList<Deployment> deployments, int triesMax, IReadOnlyDictionary<NodeId, Problem> refused)
{
    /// <summary>How many deployments had been begun when it was looked at: what came later it does not show.</summary>
    public long Begun { get; init; }

    /// <summary>What a node is doing.</summary>
    public ResourceState StateOf(PlacedNode node) =>
        JobState.HasFailed(node.Job) ? ResourceState.Failed
        : JobState.IsEnding(node.Job) ? ResourceState.Leaving
        : !JobState.IsRunning(node.Job) ? ResourceState.Pending
        : node.Machine.Length == 0 ? ResourceState.Failed
        : !node.IsDeployed || IsDeployed(node) ? ResourceState.Ready
        : IsUnderWay(node) ? ResourceState.Pending
        : HasTriesLeft(node) ? ResourceState.Pending
        : ResourceState.Failed;

    /// <summary>Whether something is to be put on a node's machine now.</summary>
    public bool IsWanted(PlacedNode node) => node is { IsDeployed: true, RemovedBy: null, Machine.Length: > 0 }
        && JobState.IsRunning(node.Job) && !IsDeployed(node) && !IsUnderWay(node) && HasTriesLeft(node);

    /// <summary>Whether all tries on a node's machine failed.</summary>
    public bool IsGivenUp(PlacedNode node) => node is { IsDeployed: true, Machine.Length: > 0 } && JobState.IsRunning(node.Job) && !IsDeployed(node) && !IsUnderWay(node) && TriesOf(node) >= triesMax;

    /// <summary>How often it was tried.</summary>
    public int TriesOf(PlacedNode node) => Of(node).Count();

    private bool HasTriesLeft(PlacedNode node) => TriesOf(node) < triesMax && !refused.ContainsKey(node.Id);

    private bool IsDeployed(PlacedNode node) => Of(node).Any(deployment => deployment.Result?.GetValueOrDefault(node.Machine)?.State == "OK");

    private bool IsUnderWay(PlacedNode node) => Of(node).Any(deployment => deployment.Status is "waiting" or "processing");

    /// <summary>Deployments of the node's machine since the machine is the job's.</summary>
    private IEnumerable<Deployment> Of(PlacedNode node) => deployments.Where(deployment =>
        deployment.CreatedAt >= (node.Job.StartedAt ?? long.MaxValue) && (deployment.Nodes?.Contains(node.Machine, StringComparer.Ordinal) ?? false));
}
