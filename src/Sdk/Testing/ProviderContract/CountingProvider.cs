using System.Runtime.CompilerServices;
using Scalewright;
using Scalewright.Agents;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace ProviderContracts;

/// <summary>Counts the calls that change something, those of capabilities as well; passes everything on.</summary>
internal sealed class CountingProvider(IProvider inner) : IProvider
{
    private readonly CountingGuard _guard = new();

    /// <summary>Steps that were requested, and calls of capabilities that change something.</summary>
    public int ChangeCount => _guard.ChangeCount;

    public string Name => inner.Name;

    public TimeProvider Clock => inner.Clock;

    public Random Chance => inner.Chance;

    public int OrdersMax => inner.OrdersMax;

    public TimeSpan ConsistencyWindow => inner.ConsistencyWindow;

    public Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken = default) =>
        inner.RunAsync(program, cancellationToken);

    public Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default) =>
        inner.CheckAsync(topology, cancellationToken);

    public Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default) =>
        inner.ObserveAsync(owner, cancellationToken);

    public async IAsyncEnumerable<StepOutcome> ApplyAsync(
        ValueList<StepOrder> orders, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        _guard.Add(orders.Count);
        await foreach (StepOutcome outcome in inner.ApplyAsync(orders, cancellationToken))
        {
            yield return outcome;
        }
    }

    public TCapability? Find<TCapability>()
        where TCapability : class, IProviderCapability<TCapability> =>
        inner.Find<TCapability>() is { } capability ? TCapability.Guard(capability, _guard) : null;

    public Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default) =>
        inner.ConnectAsync(node, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Counts the calls of capabilities that change something.</summary>
internal sealed class CountingGuard : ProviderGuard
{
    private int _changeCount;

    public int ChangeCount => Volatile.Read(ref _changeCount);

    public void Add(int count) => Interlocked.Add(ref _changeCount, count);

    public override Task<T> QueryAsync<T>(string method, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken) =>
        ask(cancellationToken);

    /// <summary>Only <see cref="INodeAdvancement"/> lists resources, and it starts what is due.</summary>
    public override Task<ValueList<Resource>> ListAsync(
        string method, Owner? owner, Func<CancellationToken, Task<ValueList<Resource>>> ask, CancellationToken cancellationToken)
    {
        Add(1);
        return ask(cancellationToken);
    }

    public override Task ChangeAsync(string method, Func<CancellationToken, Task> change, CancellationToken cancellationToken)
    {
        Add(1);
        return change(cancellationToken);
    }

    public override Task<T> ChangeAsync<T>(string method, Func<CancellationToken, Task<T>> change, CancellationToken cancellationToken)
    {
        Add(1);
        return change(cancellationToken);
    }

    public override T Ask<T>(string method, Func<T> ask) => ask();
}
