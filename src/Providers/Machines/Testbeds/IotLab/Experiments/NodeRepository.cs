using Scalewright.Providers.IotLab.Wire;

namespace Scalewright.Providers.IotLab.Experiments;

/// <summary>Nodes, read from ownership tags and the experiments that reserve their boards.</summary>
internal sealed class NodeRepository(TagRepository tags, ExperimentRepository experiments, IotLabOptions options)
{
    // Ended experiments do not change any more.
    private readonly ConcurrentDictionary<string, IotLabExperiment> _completed = new(StringComparer.Ordinal);

    /// <summary>Nodes whose boards the testbed refuses to deploy again, with the reason.</summary>
    public ConcurrentDictionary<string, Problem> Rejected { get; } = new(StringComparer.Ordinal);

    /// <summary>Nodes of an owner, or of all owners, without their boards.</summary>
    public async Task<ValueList<IotLabNode>> ListAsync(Owner? owner, CancellationToken cancellationToken)
    {
        ILookup<string, IotLabExperiment> live = await ListLiveAsync(cancellationToken);
        IotLabNode[] nodes = [.. (await tags.ListAsync(cancellationToken)).Where(node => owner is null || node.Owner == owner)];
        HashSet<string> missing = [.. nodes.Select(GetName).Where(name => !live.Contains(name) && !_completed.ContainsKey(name))];
        if (missing.Count > 0)
        {
            foreach (
                IotLabExperiment completed in (await experiments.ListCompletedAsync(missing, cancellationToken)).OrderBy(one => one.Id)
            )
            {
                _completed[completed.Name ?? ""] = completed;
            }
        }

        return [.. nodes.Select(node => WithExperiment(node, [.. live[GetName(node)]]))];
    }

    /// <summary>Adds the boards of nodes and their deployment state.</summary>
    public async Task<ValueList<IotLabNode>> AddBoardsAsync(ValueList<IotLabNode> nodes, CancellationToken cancellationToken)
    {
        List<IotLabNode> found = [];
        foreach (IGrouping<IotLabExperiment?, IotLabNode> group in nodes.GroupBy(node => node.Experiment))
        {
            if (group.Key is not { } experiment || !ExperimentState.IsRunning(experiment))
            {
                found.AddRange(group);
                continue;
            }

            ValueList<Board> boards = await experiments.ListBoardsAsync(experiment.Id, cancellationToken);
            BoardResponse? deployment = await experiments.FindDeploymentAsync(experiment.Id, cancellationToken);
            found.AddRange(group.Select(node => WithBoard(node, boards, deployment)));
        }

        return [.. found];
    }

    /// <summary>Live experiments with the name of a node's experiment.</summary>
    public async Task<ValueList<IotLabExperiment>> ListLiveAsync(IotLabNode node) =>
        [.. (await ListLiveAsync(CancellationToken.None))[GetName(node)]];

    public ResourceState GetState(IotLabNode node, DateTimeOffset now) =>
        node.Experiment switch
        {
            null when now - node.CreatedAt <= options.CallTimeout + options.ConsistencyWindow => ResourceState.Pending,
            null => ResourceState.Failed,
            { } completed when ExperimentState.IsCompleted(completed) => ResourceState.Failed,
            { State: "Finishing" } => ResourceState.Deleting,
            { } waiting when !ExperimentState.IsRunning(waiting) || !node.IsBoardObserved => ResourceState.Pending,
            _ when node.Board.Length == 0 => ResourceState.Failed,
            _ => node.IsDeployed switch
            {
                null => ResourceState.Pending,
                true => ResourceState.Ready,
                false when node.NodeTag.IsRevived => ResourceState.Ready,
                false when CanRetry(node) && !Rejected.ContainsKey(node.Id) => ResourceState.Pending,
                _ => ResourceState.Failed,
            },
        };

    /// <summary>Returns true if a failed deployment can be retried.</summary>
    public bool CanRetry(IotLabNode node) => node.Deployments < options.MaxDeploymentAttempts;

    private static string GetName(IotLabNode node) => TagName.ForExperiment(node.NodeTag.Owner, node.NodeTag.Key);

    /// <summary>The first experiment that is not ending, else the first one.</summary>
    private static IotLabExperiment? Chosen(IEnumerable<IotLabExperiment> live) =>
        live.OrderBy(ExperimentState.IsEnding).ThenBy(one => one.Id).FirstOrDefault();

    private IotLabNode WithExperiment(IotLabNode node, IotLabExperiment[] live)
    {
        IotLabExperiment? chosen = Chosen(live);
        DateTimeOffset old = options.Clock.GetUtcNow() - options.CallTimeout - options.ConsistencyWindow;
        return node with
        {
            Experiment = chosen ?? _completed.GetValueOrDefault(GetName(node)),
            DuplicateIds =
            [
                .. live.Where(one => one.Id != chosen?.Id && !ExperimentState.IsEnding(one) && one.SubmissionDate < old)
                    .Select(one => one.Id),
            ],
        };
    }

    private IotLabNode WithBoard(IotLabNode node, ValueList<Board> boards, BoardResponse? deployment)
    {
        // An experiment may have boards of several kinds and sites: the rank of a node selects its board within its
        // kind.
        BoardLocation location = BoardLocation.Parse(node.NodeTag.Location, options);
        string named = location.FullName(options);
        string[] like =
        [
            .. boards.Where(one => named.Length > 0 ? one.NetworkAddress == named : location.Takes(one)).Select(one => one.NetworkAddress),
        ];
        string board = like.ElementAtOrDefault(named.Length > 0 ? 0 : node.NodeTag.Rank ?? node.NodeTag.Index) ?? "";
        return node with
        {
            IsBoardObserved = true,
            Board = board,
            IsDeployed = deployment switch
            {
                not null when deployment.Failed.Contains(board, StringComparer.Ordinal) => false,
                not null when deployment.Done.Contains(board, StringComparer.Ordinal) => !node.NodeTag.IsFlashedLater,
                _ => null,
            },
        };
    }

    private async Task<ILookup<string, IotLabExperiment>> ListLiveAsync(CancellationToken cancellationToken) =>
        (await experiments.ListLiveAsync(cancellationToken)).ToLookup(one => one.Name ?? "", StringComparer.Ordinal);
}

/// <summary>Converts nodes to resources.</summary>
internal sealed class IotLabResourceMapper(NodeRepository nodes, IotLabOptions options)
{
    public Resource ToResource(IotLabNode node)
    {
        DateTimeOffset now = options.Clock.GetUtcNow();
        ResourceState state = nodes.GetState(node, now);
        return new Resource(node.Id, node.Tag, state, node.CreatedAt)
        {
            Cloud = node.NodeTag.Location,
            EndsAt =
                state is not (ResourceState.Deleting or ResourceState.Failed) && node.Experiment is { } experiment
                    ? LeaseExpiry.GetReportedEnd(
                        ExperimentState.GetTime(experiment.StartDate),
                        ExperimentState.GetEnd(experiment),
                        options.NoticePeriod,
                        now
                    )
                    : null,
        };
    }
}
