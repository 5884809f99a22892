using Scalewright.Providers.Grid5000.Jobs;
using Scalewright.Providers.Grid5000.Wire;

namespace Scalewright.Providers.Grid5000;

/// <summary>
/// Provider of the Grid'5000 testbed. A node is a reserved machine with a deployed environment. Nodes created together
/// at a site share one job, whose name is derived from their owner. Ownership tags are stored in the command of the
/// job.
/// </summary>
/// <remarks>A list changes nothing: nodes of a started job stay pending until
/// <see cref="TestbedProvider.AdvanceAsync"/> deploys their machines. It also retries failed deployments. After a
/// crash, the next program that changes the cluster thus resumes the work of the previous program.</remarks>
/// <example>
/// Finds the earliest time from which three machines of a site are available for two hours:
/// <code>
/// Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(3).Build()).Build();
/// string password = Environment.GetEnvironmentVariable("G5K_PASSWORD") ?? "";
/// Grid5000Options options = new(new Uri("https://api.grid5000.fr/stable"), "ann", password)
/// {
///     Sites = ["rennes"],
///     Walltime = TimeSpan.FromHours(2),
///     PublicKey = File.ReadAllText("id_ed25519.pub"),
/// };
/// await using Grid5000Provider provider = new(options);
/// Console.WriteLine($"three machines are free at {await provider.FindEarliestStartAsync(shop)}");
/// </code>
/// </example>
public sealed partial class Grid5000Provider : TestbedProvider, IReservationCalendar, ILeaseExtension
{
    private readonly Grid5000Options _options;
    private readonly RestClient _client;
    private readonly JobRepository _jobs;
    private readonly Grid5000DeploymentService _deployments;
    private readonly JobStepExecutor _executor;

    /// <summary>Creates a provider. Sends no request yet.</summary>
    /// <param name="options">API, sites and settings of reservations.</param>
    /// <param name="logger">Logger for jobs, requests and retries; null for no logging.</param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public Grid5000Provider(Grid5000Options options, ILogger<Grid5000Provider>? logger = null)
        : base(Grid5000Problems.Rest, options ?? throw new ArgumentNullException(nameof(options)), logger)
    {
        _options = options;
        _client = CreateClient(options.Address, RestLogin.Basic(options.User, options.Password, options.RenewPassword));
        _jobs = new JobRepository(_client, _options);
        _deployments = new Grid5000DeploymentService(_client, _options, Logger);
        _executor = new JobStepExecutor(_jobs, _deployments, _options, Logger);
    }

    /// <inheritdoc/>
    protected override Task<IEnumerable<Resource?>> ListResourcesAsync(Owner? owner, CancellationToken cancellationToken) =>
        ListAsync(owner, static (_, _, _) => Task.CompletedTask, cancellationToken);

    private protected override Task<IEnumerable<Resource?>> AdvanceNodesAsync(Owner owner, CancellationToken cancellationToken) =>
        ListAsync(
            owner,
            (site, nodes, snapshot) =>
                cancellationToken.IsCancellationRequested
                    ? Task.CompletedTask
                    : _deployments.StartNextDeploymentsAsync(site, nodes, snapshot),
            cancellationToken
        );

    /// <inheritdoc/>
    protected override Task<ValueList<Problem>> CheckTopologyAsync(Topology topology, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return new Grid5000TopologyCheck(_client, _options).CheckAsync(topology, cancellationToken);
    }

    /// <inheritdoc/>
    protected override IEnumerable<StepBatch> GroupSteps(ValueList<StepRequest> requests, CancellationToken cancellationToken) =>
        _executor.GroupSteps(requests);

    private protected override async Task<string> FindMachineAsync(Resource node, string name, CancellationToken cancellationToken)
    {
        Grid5000Node? placed =
            Grid5000NodeId.Parse(node.Id) is { } id && _options.Sites.Contains(id.Site, StringComparer.Ordinal)
                ? (await _jobs.FindAsync(id.Site, id.Job, cancellationToken)).FirstOrDefault(candidate =>
                    candidate.Id == id && candidate.Tag.Token == node.Tag.Token && candidate.RemovedBy is null
                )
                : null;
        if (placed is null || JobState.IsEnding(placed.Job))
        {
            throw new AgentException(name, TestbedProblems.NotReached(name, "its job ended, or the node was released"));
        }

        ResourceState state = (await _deployments.ReadAsync(placed.Id.Site, [placed], cancellationToken)).GetState(placed);
        return state == ResourceState.Ready
            ? placed.Machine
            : throw new AgentException(
                name,
                _deployments.Rejected.GetValueOrDefault(placed.Id)
                    ?? TestbedProblems.NotReached(name, $"its machine is {state}, and its job {placed.Job.State}")
            );
    }

    private protected override Problem NoTransport(string node) =>
        TestbedProblems.NoTransport(node, "machines", "set Grid5000Options.Transport");

    private async Task<IEnumerable<Resource?>> ListAsync(
        Owner? owner,
        Func<string, ValueList<Grid5000Node>, DeploymentSnapshot, Task> advance,
        CancellationToken cancellationToken
    )
    {
        ValueList<(Grid5000Node Node, ResourceState State)>[] sites = await Task.WhenAll(
            _options.Sites.Select(async site =>
            {
                (ValueList<Grid5000Node> nodes, DeploymentSnapshot snapshot) = await PollAsync(site, owner, cancellationToken);
                await advance(site, nodes, snapshot);
                return nodes.Select(node => (node, snapshot.GetState(node))).ToValueList();
            })
        );
        DateTimeOffset now = Clock.GetUtcNow();
        return sites
            .SelectMany(site => site)
            .Select(entry => Grid5000ResourceMapper.ToResource(entry.Node, entry.State, now, _options.NoticePeriod));
    }

    /// <summary>Lists the nodes at a site and the state of their deployments.</summary>
    private async Task<(ValueList<Grid5000Node> Nodes, DeploymentSnapshot Picture)> PollAsync(
        string site,
        Owner? owner,
        CancellationToken cancellationToken
    )
    {
        ValueList<Grid5000Node> nodes = Grid5000ResourceMapper.SelectExisting(
            owner is null ? await _jobs.ListAllAsync(site, cancellationToken) : await _jobs.ListOwnedAsync(site, owner, cancellationToken)
        );
        foreach (Grid5000Node node in nodes.Where(node => node.Machine.Length > 0 && JobState.IsRunning(node.Job)))
        {
            RecordMachine(node.Id.ToString(), node.Machine);
        }

        foreach (
            Job job in nodes
                .Select(node => node.Job)
                .Where(job => !JobState.IsRunning(job) && !JobState.IsEnding(job))
                .DistinctBy(job => job.Uid)
        )
        {
            Grid5000Log.Waits(Logger, job.Uid, site, job.State, JobState.ParseTime(job.ScheduledAt));
        }

        return (nodes, await _deployments.ReadAsync(site, nodes, cancellationToken));
    }
}
