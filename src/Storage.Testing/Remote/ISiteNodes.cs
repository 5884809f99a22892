using Scalewright.Agents;

namespace Scalewright.Storage.Testing.Remote;

/// <summary>Gives nodes, and takes them back when it is disposed of.</summary>
internal interface ISiteNodes : IAsyncDisposable
{
    /// <summary>The ways into the nodes, each with the address at which the door of this machine is reached there.</summary>
    /// <param name="count">How many are wanted; fewer may come.</param>
    /// <param name="door">The door.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="ScalewrightException">A node cannot be had.</exception>
    Task<ValueList<(INodeConnection Connection, Uri Door)>> OpenAsync(int count, Door door, CancellationToken cancellationToken);
}
