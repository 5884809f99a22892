using Scalewright.Agents;

namespace Scalewright.Clusters;

/// <summary>What came of a command on one of many nodes.</summary>
/// <param name="Node">The node.</param>
/// <param name="Result">How the command ended; null when that is not known.</param>
/// <param name="Problem">Why it is not known; null when it is.</param>
public sealed record NodeResult(Node Node, CommandResult? Result, Problem? Problem)
{
    /// <summary>True when the command ran and returned 0.</summary>
    public bool Succeeded => Result is { Succeeded: true };
}
