using Scalewright.Providers.Local.Nodes;

namespace Scalewright.Providers.Local.Links;

/// <summary>Isolation of nodes from each other.</summary>
internal interface INodeIsolation : IDisposable
{
    /// <summary>Reason why this isolation is not available on this machine; null if it is.</summary>
    Problem? Missing { get; }

    /// <summary>Creates what a node needs, replacing the remains of an earlier attempt.</summary>
    /// <exception cref="LinkSetupException">Creation failed, or the result differs from the request.</exception>
    Task MakeAsync(string id, LocalNode node);

    /// <summary>Removes everything that was created. Idempotent.</summary>
    /// <exception cref="LinkSetupException">It cannot be removed.</exception>
    Task RemoveAsync(string id);

    /// <summary>True if a created node still exists. A restart of this machine, for example, removes it.</summary>
    bool IsThere(string id, LocalNode node);

    /// <summary>Removes what all nodes share, once no node is left.</summary>
    /// <exception cref="LinkSetupException">It cannot be removed.</exception>
    Task RemoveSharedAsync();

    /// <summary>Reports missing requirements of a link shape.</summary>
    IEnumerable<Problem> Lacks(LinkConditions shape);

    /// <summary>Replaces the shape of the link of a node.</summary>
    /// <param name="deafTo">The addresses of <see cref="LinkConditions.BlockedInboundNodes"/>.</param>
    /// <param name="ways">The addresses of <see cref="LinkConditions.InboundLinks"/>.</param>
    /// <exception cref="LinkSetupException">The shape is not available, or the result differs from the
    /// request.</exception>
    Task ShapeAsync(string id, LinkConditions shape, string address, string[] deafTo, string[] ways);

    /// <summary>Traffic that this program carries over the link of a node; null if it carries none.</summary>
    LinkStatistics? TrafficOf(string id);

    /// <summary>Command line that runs a program in a node.</summary>
    /// <param name="words">The program, by its absolute path, and its arguments.</param>
    ValueList<string> Enter(string id, LocalNode node, ValueList<string> words);
}

/// <summary>No isolation other than folders and addresses. Addresses of 127.0.0.0/8 exist already.</summary>
internal sealed class PlainProcesses : INodeIsolation
{
    public Problem? Missing => null;

    public Task MakeAsync(string id, LocalNode node) => Task.CompletedTask;

    public Task RemoveAsync(string id) => Task.CompletedTask;

    public bool IsThere(string id, LocalNode node) => true;

    public Task RemoveSharedAsync() => Task.CompletedTask;

    public IEnumerable<Problem> Lacks(LinkConditions shape) =>
        shape == LinkConditions.Unimpaired ? [] : [LocalProblems.NoLinks];

    public Task ShapeAsync(string id, LinkConditions shape, string address, string[] deafTo, string[] ways) =>
        Task.CompletedTask;

    public LinkStatistics? TrafficOf(string id) => null;

    public ValueList<string> Enter(string id, LocalNode node, ValueList<string> words) => words;

    public void Dispose()
    {
    }
}
