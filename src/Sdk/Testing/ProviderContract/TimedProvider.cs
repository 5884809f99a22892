using Microsoft.Extensions.Logging;
using Scalewright;
using Scalewright.Agents;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace ProviderContracts;

/// <summary>Wraps a provider, and fails the test if a response does not arrive within a limit.</summary>
internal sealed class TimedProvider(IProvider inner, TimeLimit limit) : IProvider
{
    private const string NoResponse = "no answer";

    private readonly ResponseTimer _timed = new(inner.Clock);

    /// <summary>The wrapped provider, with all its capabilities.</summary>
    public IProvider Inner => inner;

    public string Name => inner.Name;

    public TimeProvider Clock => inner.Clock;

    public Random Random => inner.Random;

    public ILogger Logger => inner.Logger;

    public int MaxBatchSize => inner.MaxBatchSize;

    public TimeSpan ConsistencyWindow => inner.ConsistencyWindow;

    public Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken = default) =>
        inner.RunAsync(program, cancellationToken);

    public Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default) =>
        _timed.HandleAsync(inner.CheckAsync(topology, cancellationToken), limit, "CheckAsync", () => NoResponse);

    public Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default) =>
        _timed.HandleAsync(
            inner.ObserveAsync(owner, cancellationToken),
            limit,
            $"ObserveAsync of {owner?.ToString() ?? "all owners"}",
            () => NoResponse
        );

    /// <summary>
    /// Calls the provider immediately, not on enumeration, so that tests detect a provider that starts steps before
    /// the outcomes are enumerated.
    /// </summary>
    public IAsyncEnumerable<StepOutcome> ApplyAsync(ValueList<StepRequest> requests, CancellationToken cancellationToken = default) =>
        ReadAsync(inner.ApplyAsync(requests, cancellationToken), requests);

    public async Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default) =>
        new TimedConnection(
            await _timed.HandleAsync(inner.ConnectAsync(node, cancellationToken), limit, $"ConnectAsync to {node.Tag.Name}", () =>
                NoResponse
            ),
            _timed,
            limit
        );

    public TCapability? Find<TCapability>()
        where TCapability : class, IProviderCapability<TCapability> => inner.Find<TCapability>();

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async IAsyncEnumerable<StepOutcome> ReadAsync(IAsyncEnumerable<StepOutcome> outcomes, ValueList<StepRequest> requests)
    {
        // Not disposed if a response is missing: an enumerator must not be disposed during a pending MoveNextAsync.
        IAsyncEnumerator<StepOutcome> reader = outcomes.GetAsyncEnumerator(CancellationToken.None);
        int outcomeCount = 0;
        while (
            await _timed.HandleAsync(
                reader.MoveNextAsync().AsTask(),
                limit,
                "the next outcome of ApplyAsync, or its end, after "
                    + $"{string.Join(", ", requests.Take(3).Select(request => request.Step))}",
                () => $"{outcomeCount} outcomes of {requests.Count}"
            )
        )
        {
            outcomeCount++;
            yield return reader.Current;
        }

        await reader.DisposeAsync();
    }
}

/// <summary>Wraps a connection to a node, and fails the test if a response does not arrive in time.</summary>
internal sealed class TimedConnection(INodeConnection node, ResponseTimer timed, TimeLimit limit) : INodeConnection
{
    private const string NoResponse = "no answer";

    public string Node => node.Node;

    public string BootId => node.BootId;

    public Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default) =>
        timed.HandleAsync(
            node.RunAsync(request, cancellationToken),
            limit,
            $"the end of '{string.Join(' ', request.Command)}' on {Node}",
            () => NoResponse
        );

    public Task PutFileAsync(string path, Stream content, CancellationToken cancellationToken = default) =>
        timed.HandleAsync(PutAsync(path, content, cancellationToken), limit, $"PutFileAsync of {path} to {Node}", () => NoResponse);

    public Task<long> GetFileAsync(string path, Stream destination, CancellationToken cancellationToken = default) =>
        timed.HandleAsync(node.GetFileAsync(path, destination, cancellationToken), limit, $"GetFileAsync of {path} from {Node}", () =>
            NoResponse
        );

    public Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default) =>
        timed.HandleAsync(node.PingAsync(cancellationToken), limit, $"PingAsync of {Node}", () => NoResponse);

    public ValueTask DisposeAsync() => node.DisposeAsync();

    private async Task<bool> PutAsync(string path, Stream content, CancellationToken cancellationToken)
    {
        await node.PutFileAsync(path, content, cancellationToken);
        return true;
    }
}
