using Scalewright.Providers.Local.Nodes;

namespace Scalewright.Providers.Local.Links;

/// <summary>Isolation of nodes from each other.</summary>
internal interface INodeIsolation : IDisposable
{
    /// <summary>Reason why this isolation is not available on this machine; null if it is.</summary>
    Problem? Missing { get; }

    /// <summary>Creates the kernel resources of a node, and replaces those of an earlier attempt.</summary>
    /// <exception cref="LinkSetupException">Creation failed, or the result differs from the request.</exception>
    Task MakeAsync(string id, LocalNode node);

    /// <summary>Removes the kernel resources of a node. Idempotent.</summary>
    /// <exception cref="LinkSetupException">A resource cannot be removed.</exception>
    Task RemoveAsync(string id);

    /// <summary>
    /// Returns true if the kernel resources of a node still exist. A restart of this machine, for example, removes
    /// them.
    /// </summary>
    bool IsThere(string id, LocalNode node);

    /// <summary>Removes the resources shared by all nodes, when no node is left.</summary>
    /// <exception cref="LinkSetupException">A resource cannot be removed.</exception>
    Task RemoveSharedAsync();

    /// <summary>Returns the requirements of the link conditions that this machine does not meet.</summary>
    IEnumerable<Problem> FindMissing(LinkConditions shape);

    /// <summary>Replaces the conditions of a node's link.</summary>
    /// <param name="blockedAddresses">The addresses of <see cref="LinkConditions.BlockedInboundNodes"/>.</param>
    /// <param name="inboundAddresses">The addresses of <see cref="LinkConditions.InboundLinks"/>.</param>
    /// <exception cref="LinkSetupException">The conditions are not supported, or the result differs from the
    /// request.</exception>
    Task ShapeAsync(string id, LinkConditions shape, string address, string[] blockedAddresses, string[] inboundAddresses);

    /// <summary>
    /// Returns the traffic that this program forwards over the link of a node; null if it forwards none.
    /// </summary>
    LinkStatistics? GetTraffic(string id);

    /// <summary>Returns the command line that runs a program in a node.</summary>
    /// <param name="arguments">Absolute path of the program, and its arguments.</param>
    ValueList<string> Enter(string id, LocalNode node, ValueList<string> arguments);
}

/// <summary>Isolates nodes only by folder and address. The addresses in 127.0.0.0/8 always exist.</summary>
internal sealed class PlainProcesses : INodeIsolation
{
    public Problem? Missing => null;

    public Task MakeAsync(string id, LocalNode node) => Task.CompletedTask;

    public Task RemoveAsync(string id) => Task.CompletedTask;

    public bool IsThere(string id, LocalNode node) => true;

    public Task RemoveSharedAsync() => Task.CompletedTask;

    public IEnumerable<Problem> FindMissing(LinkConditions shape) => shape == LinkConditions.Unimpaired ? [] : [LocalProblems.NoLinks];

    public Task ShapeAsync(string id, LinkConditions shape, string address, string[] blockedAddresses, string[] inboundAddresses) =>
        Task.CompletedTask;

    public LinkStatistics? GetTraffic(string id) => null;

    public ValueList<string> Enter(string id, LocalNode node, ValueList<string> arguments) => arguments;

    public void Dispose() { }
}
