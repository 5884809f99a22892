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
public sealed class MyPlaceProvider : IProvider
{
    private const int WaveMax = 32;

    private readonly MyPlaceOptions _options;
    private readonly MyPlaceClient _client;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _gone = new(StringComparer.Ordinal);

    /// <summary>Creates the provider. Sends no request to the backend yet.</summary>
    /// <param name="options">Location and limits of the backend.</param>
    /// <param name="logger">Logs the nodes that are created and deleted; null disables logging.</param>
    /// <exception cref="ArgumentException">At least one option is invalid. The message lists all problems.</exception>
    public MyPlaceProvider(MyPlaceOptions options, ILogger<MyPlaceProvider>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Checked();
        _client = new MyPlaceClient(_options);
        _logger = logger ?? NullLogger<MyPlaceProvider>.Instance;
    }

    /// <inheritdoc/>
    public string Name => "my-place";

    /// <inheritdoc/>
    public TimeProvider Clock => _options.Clock;

    /// <inheritdoc/>
    public Random Random => _options.Random;

    /// <inheritdoc/>
    public int MaxBatchSize => WaveMax;

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
            : [new Problem(ProblemCode.InsufficientCapacity, $"{topology.NodeCount} nodes are wanted, and the place has room for {_options.MaxNodes}", "want fewer nodes")]);
    }

    /// <inheritdoc/>
    public Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default)
    {
        try
        {
            return Task.FromResult(_client.List()
                .Select(node => node.Mark.ToResource(node.Id))
                .OfType<Resource>()
                .Where(resource => owner is null || resource.Tag.Owner == owner)
                .OrderBy(resource => resource.CreatedAt).ThenBy(resource => resource.Id, StringComparer.Ordinal)
                .ToValueList());
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ProviderException(Name, [Problem(failure)], failure);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StepOutcome> ApplyAsync(ValueList<StepRequest> orders, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(orders);
        foreach (StepRequest order in orders.TakeWhile(_ => !cancellationToken.IsCancellationRequested))
        {
            yield return await DoAsync(order);
        }
    }

    /// <inheritdoc/>
    public async Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        try
        {
            return _client.Find(node.Id) is { } mark
                ? await MyPlaceConnection.OpenAsync(node.Id, mark, _options, _gone.GetOrAdd(node.Id, static _ => new CancellationTokenSource()).Token, cancellationToken)
                : throw new AgentException(node.Tag.Name, new Problem(ProblemCode.ResourceNotFound, $"{node.Id} is not there", "check what exists"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new AgentException(node.Tag.Name, Problem(failure), failure);
        }
    }

    /// <summary>Does not delete nodes.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Returns failures as outcomes instead of throwing, so that the other steps continue.</summary>
    private async Task<StepOutcome> DoAsync(StepRequest order)
    {
        try
        {
            using IDisposable turn = await _client.TakeTurnAsync();
            return Do(order);
        }
        catch (TimeoutException late)
        {
            return Failed(order, new Problem(ProblemCode.ProviderUnavailable, late.Message, "try again")) with { CanRetry = true };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new StepOutcome(order.Token, StepResult.Unknown) { Problem = Problem(failure) };
        }
    }

    private StepOutcome Do(StepRequest order)
    {
        // A retried step finds the node that it created, because its token is the node's ID.
        string id = order.ResourceId ?? order.Token;
        StoredResourceTag? mark = _client.Find(id);
        if (mark?.CheckRequest(order) is { } refusal)
        {
            return Failed(order, refusal);
        }

        switch (order.Step)
        {
            case CreateNode when mark is null && _client.List().Count() >= _options.MaxNodes:
                return Failed(order, new Problem(ProblemCode.InsufficientCapacity, $"all {_options.MaxNodes} nodes are in use", "remove some, or allow more"));
            case CreateNode when mark is null:
                StepOutcome made = Done(order, id, StoredResourceTag.FromTag(order.Tag, Clock.GetUtcNow()));
                MyPlaceLog.Made(_logger, order.Step.Name, id);
                return made;
            case CreateNode:
                return new StepOutcome(order.Token, StepResult.Succeeded) { Resource = mark.ToResource(id) };
            case ChangeNode when mark is null:
                return Failed(order, new Problem(ProblemCode.ResourceNotFound, "it no longer exists", "check what exists and plan again"));
            case ChangeNode:
                return Done(order, id, mark.WithTag(order.Tag));
            case DestroyNode when mark is not null:
                _client.Remove(id);
                End(id);
                MyPlaceLog.Removed(_logger, id);
                break;
        }

        // The node is already deleted, or the step is for a network or a group, which need no action here.
        return new StepOutcome(order.Token, StepResult.Succeeded);
    }

    private void End(string id)
    {
        if (_gone.TryRemove(id, out CancellationTokenSource? gone))
        {
            gone.Cancel();
            gone.Dispose();
        }
    }

    private StepOutcome Done(StepRequest order, string id, StoredResourceTag mark)
    {
        _client.Put(id, mark);
        return new StepOutcome(order.Token, StepResult.Succeeded) { Resource = mark.ToResource(id) };
    }

    private static StepOutcome Failed(StepRequest order, Problem problem) => new(order.Token, StepResult.Failed) { Problem = problem };

    private Problem Problem(Exception failure) => new(ProblemCode.CallOutcomeUnknown, $"{_options.Folder}: {failure.Message}", "check the folder, its rights and what is in it");
}
