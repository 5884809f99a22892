using Microsoft.Extensions.Logging;
using Scalewright;
using Scalewright.Agents;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace AcmeSpace;

/// <summary>Manages nodes in the backend.</summary>
/// <remarks>Keeps all state in the backend, so that another process can continue.</remarks>
public sealed class MyBackendProvider : RemoteProvider<StoredNode>
{
    private readonly MyBackendOptions _options;
    private readonly MyBackendClient _client;
    private readonly MyBackendAgents _agents;

    /// <summary>Creates the provider. Sends no request to the backend yet.</summary>
    /// <param name="options">Location and limits of the backend.</param>
    /// <param name="logger">Logs waves of steps and failures; null disables logging.</param>
    /// <exception cref="ArgumentException">At least one option is invalid. The message lists all problems.</exception>
    public MyBackendProvider(MyBackendOptions options, ILogger<MyBackendProvider>? logger = null)
        : base(new RemoteProviderSettings("my-backend")
        {
            Clock = options.Validate().Clock,
            Random = options.Random,
            Logger = logger,
            MaxConcurrency = 1, // number of concurrent requests
        })
    {
        _options = options;
        _client = new MyBackendClient(options);
        _agents = Own(new MyBackendAgents(Clock, Random));
    }

    protected override Task<ValueList<Problem>> CheckTopologyAsync(
        Topology topology, CancellationToken cancellationToken) => Task.FromResult<ValueList<Problem>>(
        topology.NodeCount <= _options.MaxNodes ? [] : [new Problem(
            ProblemCode.InsufficientCapacity,
            $"{topology.NodeCount} nodes are requested, but the backend has capacity for {_options.MaxNodes}",
            "request fewer nodes")]);

    // A backend with conditional requests needs no lock.
    protected override async ValueTask<IAsyncDisposable?> BeginWaveAsync(
        ValueList<StepRequest> requests, CancellationToken cancellationToken) =>
        await _client.LockAsync(cancellationToken);

    protected override Task<IReadOnlyList<StoredNode>> ListAsync(Owner? owner, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StoredNode>>([.. _client.List()]);

    protected override Resource? ToResource(StoredNode item) => item.Tag.ToResource(item.Id);

    // The token is the ID, so a retried step finds the node that it created.
    protected override Task<StoredNode> CreateAsync(StepRequest request)
    {
        if (_client.Find(request.Token) is { } existing)
        {
            return Task.FromResult(existing);
        }

        return _client.List().Count() < _options.MaxNodes
            ? Task.FromResult(_client.Put(request.Token, StoredResourceTag.FromTag(request.Tag, Clock.GetUtcNow())))
            : throw new ProviderException(Name, [new Problem(
                ProblemCode.InsufficientCapacity,
                $"all {_options.MaxNodes} nodes are in use",
                "delete nodes or increase MaxNodes")]);
    }

    protected override Task<StoredNode?> ChangeAsync(StepRequest request, StoredNode item) =>
        Task.FromResult<StoredNode?>(_client.Put(item.Id, item.Tag.WithTag(request.Tag)));

    protected override async Task<bool> RemoveAsync(StepRequest request, StoredNode item)
    {
        _client.Remove(item.Id);
        await _agents.StopAsync(item.Id);
        return true;
    }

    protected override async Task<INodeConnection> OpenConnectionAsync(
        Resource node, CancellationToken cancellationToken) =>
        _client.Find(node.Id) is { } found
            ? await _agents.ConnectAsync(found, cancellationToken)
            : throw new AgentException(node.Tag.Name, new Problem(
                ProblemCode.ResourceNotFound, $"{node.Id} does not exist", "list the nodes"));
}
