using Scalewright.Storage.Wire;

namespace Scalewright.Storage.Testing.Nodes;

/// <summary>What became of a registration on a node.</summary>
internal sealed record NodeAnswer
{
    /// <summary>What the manager said; null when it refused.</summary>
    public RegistrationReply? Reply { get; init; }

    /// <summary>Why it failed; empty when it did not.</summary>
    public NodeProblem[] Problems { get; init; } = [];
}
