using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Scalewright;
using Scalewright.Agents;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace AcmeSpace;

/// <summary>Manages nodes in the backend.</summary>
/// <remarks>Keeps all state in the backend, so that another process can continue.</remarks>
public sealed class MyBackendProvider : IProvider
{
    private const int BatchSize = 32;

    private readonly MyBackendOptions _options;
    private readonly MyBackendClient _client;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _deleted = new(StringComparer.Ordinal);

    /// <summary>Creates the provider. Sends no request to the backend yet.</summary>
    /// <param name="options">Location and limits of the backend.</param>
    /// <param name="logger">Logs the nodes that are created and deleted; null disables logging.</param>
    /// <exception cref="ArgumentException">At least one option is invalid. The message lists all problems.</exception>
    public MyBackendProvider(MyBackendOptions options, ILogger<MyBackendProvider>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Validate();
        _client = new MyBackendClient(_options);
        _logger = logger ?? NullLogger<MyBackendProvider>.Instance;
    }

    /// <inheritdoc/>
    public string Name => "my-backend";

    /// <inheritdoc/>
    public TimeProvider Clock => _options.Clock;

    /// <inheritdoc/>
    public Random Random => _options.Random;

    /// <inheritdoc/>
    public int MaxBatchSize => BatchSize;

    /// <inheritdoc/>
    public TimeSpan ConsistencyWindow => TimeSpan.Zero;

    /// <inheritdoc/>
    public Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(program);
        return program(cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return Task.FromResult<ValueList<Problem>>(topology.NodeCount <= _options.MaxNodes
            ? []
            : [new Problem(
                ProblemCode.InsufficientCapacity,
                $"{topology.NodeCount} nodes are requested, but the backend has capacity for {_options.MaxNodes}",
                "request fewer nodes")]);
    }

    /// <inheritdoc/>
    public Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default)
    {
        try
        {
            return Task.FromResult(_client.List()
                .Select(node => node.Tag.ToResource(node.Id))
                .OfType<Resource>()
                .Where(resource => owner is null || resource.Tag.Owner == owner)
                .OrderBy(resource => resource.CreatedAt).ThenBy(resource => resource.Id, StringComparer.Ordinal)
                .ToValueList());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ProviderException(Name, [Problem(exception)], exception);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StepOutcome> ApplyAsync(
        ValueList<StepRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        foreach (StepRequest request in requests.TakeWhile(_ => !cancellationToken.IsCancellationRequested))
        {
            yield return await ExecuteAsync(request);
        }
    }

    /// <inheritdoc/>
    public async Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        try
        {
            StoredResourceTag tag = _client.Find(node.Id) ?? throw new AgentException(
                node.Tag.Name,
                new Problem(ProblemCode.ResourceNotFound, $"{node.Id} does not exist", "list the nodes"));
            CancellationTokenSource deleted = _deleted.GetOrAdd(node.Id, static _ => new CancellationTokenSource());
            return await MyBackendConnection.OpenAsync(node.Id, tag, _options, deleted.Token, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AgentException(node.Tag.Name, Problem(exception), exception);
        }
    }

    /// <summary>Does not delete nodes.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Returns failures as outcomes instead of throwing, so that the other steps continue.</summary>
    private async Task<StepOutcome> ExecuteAsync(StepRequest request)
    {
        try
        {
            using IDisposable backendLock = await _client.LockAsync();
            return Execute(request);
        }
        catch (TimeoutException exception)
        {
            Problem problem = new(ProblemCode.ProviderUnavailable, exception.Message, "retry the operation");
            return Failed(request, problem) with { CanRetry = true };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new StepOutcome(request.Token, StepResult.Unknown) { Problem = Problem(exception) };
        }
    }

    private StepOutcome Execute(StepRequest request)
    {
        // A retried step finds the node that it created, because its token is the node's ID.
        string id = request.ResourceId ?? request.Token;
        StoredResourceTag? tag = _client.Find(id);
        if (tag?.CheckRequest(request) is { } rejection)
        {
            return Failed(request, rejection);
        }

        switch (request.Step)
        {
            case CreateNode when tag is null && _client.List().Count() >= _options.MaxNodes:
                return Failed(request, new Problem(
                    ProblemCode.InsufficientCapacity,
                    $"all {_options.MaxNodes} nodes are in use",
                    "delete nodes or increase MaxNodes"));
            case CreateNode when tag is null:
                StepOutcome created = Write(request, id, StoredResourceTag.FromTag(request.Tag, Clock.GetUtcNow()));
                MyBackendLog.NodeCreated(_logger, request.Step.Name, id);
                return created;
            case CreateNode:
                return new StepOutcome(request.Token, StepResult.Succeeded) { Resource = tag.ToResource(id) };
            case ChangeNode when tag is null:
                return Failed(request, new Problem(
                    ProblemCode.ResourceNotFound, "the node does not exist", "create a new plan"));
            case ChangeNode:
                return Write(request, id, tag.WithTag(request.Tag));
            case DestroyNode when tag is not null:
                _client.Remove(id);
                StopAgent(id);
                MyBackendLog.NodeDeleted(_logger, id);
                break;
        }

        // The node is already deleted, or the step is for a network or a group, which need no action here.
        return new StepOutcome(request.Token, StepResult.Succeeded);
    }

    private void StopAgent(string id)
    {
        if (_deleted.TryRemove(id, out CancellationTokenSource? deleted))
        {
            deleted.Cancel();
            deleted.Dispose();
        }
    }

    private StepOutcome Write(StepRequest request, string id, StoredResourceTag tag)
    {
        _client.Put(id, tag);
        return new StepOutcome(request.Token, StepResult.Succeeded) { Resource = tag.ToResource(id) };
    }

    private static StepOutcome Failed(StepRequest request, Problem problem) =>
        new(request.Token, StepResult.Failed) { Problem = problem };

    private Problem Problem(Exception exception) => new(
        ProblemCode.CallOutcomeUnknown,
        $"{_options.Folder}: {exception.Message}",
        "check the folder, its permissions and its files");
}
