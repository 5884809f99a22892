using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Exploration.Tests;

internal sealed class WitnessProvider(SimulationProvider place, string host, Witness witness) : IProvider
{
    public string Name => place.Name;

    public TimeProvider Clock => place.Clock;

    public Random Random => place.Random;

    public ILogger Logger => place.Logger;

    public int MaxBatchSize => place.MaxBatchSize;

    public TimeSpan ConsistencyWindow => place.ConsistencyWindow;

    public Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken = default) =>
        place.RunAsync(program, cancellationToken);

    public Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default) =>
        place.CheckAsync(topology, cancellationToken);

    public async Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default)
    {
        TimeSpan began = place.Elapsed;
        ValueList<Resource> there = await place.ObserveAsync(owner, cancellationToken);
        witness.Listed(began, there);
        return there;
    }

    public async IAsyncEnumerable<StepOutcome> ApplyAsync(
        ValueList<StepRequest> requests,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        witness.Ordered(host, requests);
        await foreach (StepOutcome outcome in place.ApplyAsync(requests, cancellationToken))
        {
            witness.Answered(outcome);
            yield return outcome;
        }
    }

    // The lock of a state names the simulated holder, not the process of the test, whose number would change the seed.
    public TCapability? Find<TCapability>()
        where TCapability : class, IProviderCapability<TCapability> => place.Find<IProviderFileSystem>() as TCapability;

    public Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default) =>
        place.ConnectAsync(node, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
