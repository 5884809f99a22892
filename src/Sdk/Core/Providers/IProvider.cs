using Scalewright.Agents;
using Scalewright.Topologies;

namespace Scalewright.Providers;

/// <summary>
/// A place where nodes live. It decides nothing: it does the steps of a plan, says what it has, and gives a way into nodes.
/// </summary>
/// <remarks>
/// Safe to call from several tasks at once. It keeps no state that it cannot read back from the place itself, so that another
/// process can go on after this one.
/// </remarks>
public interface IProvider : IAsyncDisposable
{
    /// <summary>Its word in messages, as in <c>simulation</c>.</summary>
    string Name { get; }

    /// <summary>The time in this place. Programs wait by it and by no other.</summary>
    TimeProvider Clock { get; }

    /// <summary>Chance for ids and jitter; the simulation's comes from its seed.</summary>
    Random Chance { get; }

    /// <summary>How many orders one call of <see cref="ApplyAsync"/> should carry at most.</summary>
    int OrdersMax { get; }

    /// <summary>Runs a program in this place: a real one just calls it, the simulation runs it in virtual time.</summary>
    /// <param name="program">The program.</param>
    /// <param name="cancellationToken">Asks the program to end.</param>
    Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken = default);

    /// <summary>Every reason why a topology cannot work here, before anything is made or costs; warnings, too.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="cancellationToken">Ends the checking.</param>
    /// <exception cref="ProviderException">The place cannot be asked.</exception>
    Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default);

    /// <summary>Lists what exists of an owner, ordered by creation and id. Asks the backend, and changes nothing there. What must be
    /// driven forward is a capability: <see cref="INodeAdvancement"/>.</summary>
    /// <param name="owner">Whose; null: everything that carries a tag of ours.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <exception cref="ProviderException">The place cannot be asked.</exception>
    Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default);

    /// <summary>
    /// Does steps that do not depend on each other; may do many at once. Nothing is begun before the enumeration is.
    /// </summary>
    /// <param name="orders">The steps, each with its own token.</param>
    /// <param name="cancellationToken">No further step is begun; those under way come to their end and are reported.</param>
    /// <returns>One outcome for each order that was begun, in any order. What fails is an outcome, not an exception.</returns>
    /// <exception cref="ProviderException">The place cannot be used at all, as with wrong credentials; orders without outcome are unknown.</exception>
    IAsyncEnumerable<StepOutcome> ApplyAsync(ValueList<StepOrder> orders, CancellationToken cancellationToken = default);

    /// <summary>How long after a change <see cref="ObserveAsync"/> may still tell what was before; zero for most.</summary>
    TimeSpan ConsistencyWindow { get; }

    /// <summary>Finds an optional capability of this provider. A provider that wraps another one passes the question on to it.</summary>
    /// <typeparam name="TCapability">The capability, as <see cref="IPausesNodes"/>.</typeparam>
    /// <returns>The capability; null when the provider does not have it.</returns>
    TCapability? Find<TCapability>()
        where TCapability : class, IProviderCapability<TCapability> => this as TCapability;

    /// <summary>Opens a way into a node.</summary>
    /// <param name="node">The node's resource.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="AgentException">The node cannot be reached.</exception>
    Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default);
}
