using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Scalewright;
using Scalewright.Agents;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace ProviderContracts;

/// <summary>Provider of a program that is killed: cancels the program then, and completes no further call.</summary>
internal sealed class KilledProvider(IProvider inner, KillPoint kill, CancellationTokenSource lifetime) : IProvider
{
    private readonly KilledGuard _guard = new(kill, lifetime);

    public string Name => inner.Name;

    public TimeProvider Clock => inner.Clock;

    public Random Random => inner.Random;

    public ILogger Logger => inner.Logger;

    public int MaxBatchSize => inner.MaxBatchSize;

    public TimeSpan ConsistencyWindow => inner.ConsistencyWindow;

    public Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken = default) =>
        inner.RunAsync(program, cancellationToken);

    public Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default) =>
        _guard.RunAsync(() => inner.CheckAsync(topology, cancellationToken));

    public Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default) =>
        _guard.RunAsync(() => inner.ObserveAsync(owner, cancellationToken));

    public async IAsyncEnumerable<StepOutcome> ApplyAsync(
        ValueList<StepRequest> requests,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        // Not disposed after the kill: an enumerator must not be disposed during a pending MoveNextAsync.
        IAsyncEnumerator<StepOutcome> outcomes = inner.ApplyAsync(requests, cancellationToken).GetAsyncEnumerator(CancellationToken.None);
        while (await _guard.RunAsync(() => outcomes.MoveNextAsync().AsTask()))
        {
            yield return outcomes.Current;
        }

        await outcomes.DisposeAsync();
    }

    public TCapability? Find<TCapability>()
        where TCapability : class, IProviderCapability<TCapability> =>
        inner.Find<TCapability>() is { } capability ? TCapability.Guard(capability, _guard) : null;

    public Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default) =>
        _guard.RunAsync(() => inner.ConnectAsync(node, cancellationToken));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

internal sealed class KilledGuard(KillPoint kill, CancellationTokenSource lifetime) : ProviderGuard
{
    public async Task<T> RunAsync<T>(Func<Task<T>> start)
    {
        // A killed program starts no call.
        if (!kill.Killed.IsCompleted)
        {
            Task<T> call = StartAsync(start);
            await Task.WhenAny(call, kill.Killed);
            if (!kill.Killed.IsCompleted)
            {
                return await call;
            }
        }

        await lifetime.CancelAsync();
        throw new OperationCanceledException(lifetime.Token);
    }

    public override Task<T> QueryAsync<T>(string method, Func<CancellationToken, Task<T>> query, CancellationToken cancellationToken) =>
        RunAsync(() => query(cancellationToken));

    public override Task<ValueList<Resource>> ListAsync(
        string method,
        Owner? owner,
        Func<CancellationToken, Task<ValueList<Resource>>> query,
        CancellationToken cancellationToken
    ) => RunAsync(() => query(cancellationToken));

    public override Task ChangeAsync(string method, Func<CancellationToken, Task> change, CancellationToken cancellationToken) =>
        RunAsync(() => PassAsync(change(cancellationToken)));

    public override Task<T> ChangeAsync<T>(string method, Func<CancellationToken, Task<T>> change, CancellationToken cancellationToken) =>
        RunAsync(() => change(cancellationToken));

    public override T Query<T>(string method, Func<T> query) => query();

    /// <summary>Returns a failed task if the call throws at once.</summary>
    private static async Task<T> StartAsync<T>(Func<Task<T>> start) => await start();

    private static async Task<bool> PassAsync(Task change)
    {
        await change;
        return true;
    }
}
