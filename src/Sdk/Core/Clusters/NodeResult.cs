using Scalewright.Agents;

namespace Scalewright.Clusters;

/// <summary>Result of a command on one of several nodes.</summary>
/// <param name="Node">The node.</param>
/// <param name="Result">Result of the command; null if unknown.</param>
/// <param name="Problem">Reason why the result is unknown; otherwise null.</param>
public sealed record NodeResult(Node Node, CommandResult? Result, Problem? Problem)
{
    /// <summary>True if the command exited with code 0.</summary>
    public bool Succeeded => Result is { Succeeded: true };

    /// <summary>Standard output of the command; empty if the result is unknown.</summary>
    public string Output => Result?.Output ?? "";
}
