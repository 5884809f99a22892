using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Scalewright.Agents;
using Scalewright.Topologies;

namespace Scalewright.Providers;

/// <summary>
/// Manages nodes in a backend: executes plan steps, lists resources, opens connections. Makes no decisions.
/// </summary>
/// <remarks>
/// Safe for concurrent use. Keeps no state that it cannot read back from the backend, so that another process can take
/// over.
/// </remarks>
public interface IProvider : IAsyncDisposable
{
    /// <summary>Name of the provider in messages, for example <c>simulation</c>.</summary>
    string Name { get; }

    /// <summary>Time source of the backend. Programs must use only this clock for waiting.</summary>
    TimeProvider Clock { get; }

    /// <summary>Random source for ids and jitter. In the simulation it is derived from the seed.</summary>
    Random Random { get; }

    /// <summary>
    /// Logger of the provider. The cluster logs waves of steps and the progress of nodes with it. Default: logs nothing.
    /// Wrapping providers forward it.
    /// </summary>
    ILogger Logger => NullLogger.Instance;

    /// <summary>Maximum number of requests that one call of <see cref="ApplyAsync"/> should carry.</summary>
    int MaxBatchSize { get; }

    /// <summary>Runs a program in this backend: directly, or in the simulation in virtual time.</summary>
    /// <param name="program">The program.</param>
    /// <param name="cancellationToken">Requests the program to stop.</param>
    Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken = default);

    /// <summary>Returns all errors and warnings of a topology in this backend, before anything is created.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <exception cref="ProviderException">The backend cannot be queried.</exception>
    Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lists the resources of an owner, ordered by creation and id, without changing anything. Nodes that need further
    /// calls to become ready are advanced by <see cref="INodeAdvancement"/>.
    /// </summary>
    /// <param name="owner">Owner of the resources. Null: all resources with an ownership tag of Scalewright.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="ProviderException">The backend cannot be queried.</exception>
    Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default);

    /// <summary>Executes independent steps, possibly concurrently. Starts when the result is enumerated.</summary>
    /// <param name="requests">The steps, each with its own token.</param>
    /// <param name="cancellationToken">Starts no further step. Started steps are completed and reported.</param>
    /// <returns>One outcome for each started step, in any order. Failures are outcomes, not exceptions.</returns>
    /// <exception cref="ProviderException">The backend cannot be used at all, for example because of wrong credentials.
    /// Steps without an outcome are unknown.</exception>
    IAsyncEnumerable<StepOutcome> ApplyAsync(ValueList<StepRequest> requests, CancellationToken cancellationToken = default);

    /// <summary>Maximum time until <see cref="ObserveAsync"/> shows a change. Zero for most providers.</summary>
    TimeSpan ConsistencyWindow { get; }

    /// <summary>Returns an optional capability of this provider. Wrapping providers forward the call.</summary>
    /// <typeparam name="TCapability">The capability, for example <see cref="INodePausing"/>.</typeparam>
    /// <returns>The capability, or null if the provider does not have it.</returns>
    TCapability? Find<TCapability>()
        where TCapability : class, IProviderCapability<TCapability> => this as TCapability;

    /// <summary>Opens a connection to a node.</summary>
    /// <param name="node">The node's resource.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="AgentException">The node cannot be reached.</exception>
    Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default);
}
