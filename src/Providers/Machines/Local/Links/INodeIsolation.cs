using Scalewright.Providers.Local.Nodes;

namespace Scalewright.Providers.Local.Links;

/// <summary>What keeps a node apart from the others.</summary>
internal interface INodeIsolation : IDisposable
{
    /// <summary>Why it cannot be had on this machine; null: it can.</summary>
    Problem? Missing { get; }

    /// <summary>Makes what a node needs, in place of what an earlier attempt left.</summary>
    /// <exception cref="LinkException">It cannot be made, or is not as it shall be.</exception>
    Task MakeAsync(string id, LocalNode node);

    /// <summary>Removes all that was made; does nothing when nothing was.</summary>
    /// <exception cref="LinkException">It cannot be removed.</exception>
    Task RemoveAsync(string id);

    /// <summary>Whether a node that was made is still there: this machine may have started anew, or somebody has removed it.</summary>
    bool IsThere(string id, LocalNode node);

    /// <summary>Removes what all nodes share, when there is none left.</summary>
    /// <exception cref="LinkException">It cannot be removed.</exception>
    Task RemoveSharedAsync();

    /// <summary>What is missing for a shape of a link; nothing when it can be had.</summary>
    IEnumerable<Problem> Lacks(LinkShape shape);

    /// <summary>Gives the link of a node another shape in place of the one that it had.</summary>
    /// <param name="deafTo">The addresses of <see cref="LinkShape.DeafTo"/>.</param>
    /// <param name="ways">The addresses of <see cref="LinkShape.Ways"/>.</param>
    /// <exception cref="LinkException">It cannot be had, or is not as it shall be.</exception>
    Task ShapeAsync(string id, LinkShape shape, string address, string[] deafTo, string[] ways);

    /// <summary>What this program carries over the link of a node; null when it carries nothing there.</summary>
    LinkTraffic? TrafficOf(string id);

    /// <summary>The words that run a program in a node.</summary>
    /// <param name="words">The program, by its absolute path, and its arguments.</param>
    ValueList<string> Enter(string id, LocalNode node, ValueList<string> words);
}

/// <summary>Nothing keeps nodes apart but their folders and addresses: 127.0.0.0/8 is there without being made.</summary>
internal sealed class PlainProcesses : INodeIsolation
{
    public Problem? Missing => null;

    public Task MakeAsync(string id, LocalNode node) => Task.CompletedTask;

    public Task RemoveAsync(string id) => Task.CompletedTask;

    public bool IsThere(string id, LocalNode node) => true;

    public Task RemoveSharedAsync() => Task.CompletedTask;

    public IEnumerable<Problem> Lacks(LinkShape shape) => shape == LinkShape.Open ? [] : [LocalProblems.NoLinks];

    public Task ShapeAsync(string id, LinkShape shape, string address, string[] deafTo, string[] ways) => Task.CompletedTask;

    public LinkTraffic? TrafficOf(string id) => null;

    public ValueList<string> Enter(string id, LocalNode node, ValueList<string> words) => words;

    public void Dispose()
    {
    }
}
