using System.Diagnostics.CodeAnalysis;
using Scalewright;
using Scalewright.Agents;
using Scalewright.Providers;
using Scalewright.Providers.Simulation;
using Scalewright.Topologies;

namespace Exploration.Tests;

/// <summary>A simulated place that answers one kind of call with nothing, as a hasty mock does.</summary>
[SuppressMessage("Design", "MA0022", Justification = "A task that is null is what the place answers.")]
internal sealed class SilentPlace(SimulationProvider place, SilentCall silent) : IProvider
{
    public SilentCall Silent { get; set; } = silent;

    public string Name => "silent";

    public TimeProvider Clock => place.Clock;

    public Random Chance => place.Chance;

    public int OrdersMax => Silent == SilentCall.OrdersMax ? 0 : place.OrdersMax;

    public TimeSpan ConsistencyWindow => place.ConsistencyWindow;

    public Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken = default) => place.RunAsync(program, cancellationToken);

    public Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default) =>
        Silent == SilentCall.Check ? null! : place.CheckAsync(topology, cancellationToken);

    public Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default) =>
        Silent == SilentCall.Observe ? null! : place.ObserveAsync(owner, cancellationToken);

    public IAsyncEnumerable<StepOutcome> ApplyAsync(ValueList<StepOrder> orders, CancellationToken cancellationToken = default) =>
        Silent == SilentCall.Apply ? null! : place.ApplyAsync(orders, cancellationToken);

    public async Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default) =>
        Silent == SilentCall.Connect ? null! : new SilentConnection(await place.ConnectAsync(node, cancellationToken), this);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
