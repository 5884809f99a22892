using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Sdk.Tests.Clusters;

internal sealed class OddProvider(IProvider place) : IProvider
{
    public string Name => "odd";

    public TimeProvider Clock => place.Clock;

    public Random Random => place.Random;

    public ILogger Logger => place.Logger;

    public int MaxBatchSize { get; init; } = place.MaxBatchSize;

    public TimeSpan ConsistencyWindow => place.ConsistencyWindow;

    /// <summary>True if requests have no effect; their outcomes are invented. Default false.</summary>
    public bool Discards { get; init; }

    public Func<StepOutcome, StepOutcome?> Outcome { get; init; } = static outcome => outcome;

    /// <summary>Returns further outcomes, reported after each one.</summary>
    public Func<StepOutcome, IEnumerable<StepOutcome>> More { get; init; } = static _ => [];

    public Func<ValueList<Resource>, ValueList<Resource>?> List { get; init; } = static list => list;

    public Func<INodeConnection, INodeConnection?> Connection { get; init; } = static connection => connection;

    /// <summary>Implements capabilities besides those of the inner provider; null for no capabilities. Default null.</summary>
    public object? Capability { get; init; }

    /// <summary>Called with the name of each call when it starts.</summary>
    public Func<string, Task> Begin { get; init; } = static _ => Task.CompletedTask;

    public Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken = default) =>
        place.RunAsync(program, cancellationToken);

    public async Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default)
    {
        await Begin(nameof(CheckAsync));
        return await place.CheckAsync(topology, cancellationToken);
    }

    public async Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default)
    {
        await Begin(nameof(ObserveAsync));
        return List(await place.ObserveAsync(owner, cancellationToken))!;
    }

    public async IAsyncEnumerable<StepOutcome> ApplyAsync(
        ValueList<StepRequest> requests,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await Begin(nameof(ApplyAsync));

        // ValueList has a struct enumerator that an async iterator can keep across awaits.
        foreach (StepRequest order in requests)
        {
            if (Discards)
            {
                yield return Outcome(new StepOutcome(order.Token, StepResult.Succeeded))!;
                continue;
            }

            await foreach (StepOutcome outcome in place.ApplyAsync([order], cancellationToken))
            {
                yield return Outcome(outcome)!;
                foreach (StepOutcome more in More(outcome))
                {
                    yield return more;
                }
            }
        }
    }

    public async Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default)
    {
        await Begin(nameof(ConnectAsync));
        return Connection(await place.ConnectAsync(node, cancellationToken))!;
    }

    public TCapability? Find<TCapability>()
        where TCapability : class, IProviderCapability<TCapability> =>
        Capability is null ? null : Capability as TCapability ?? place.Find<TCapability>();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
