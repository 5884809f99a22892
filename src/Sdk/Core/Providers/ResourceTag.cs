using Scalewright.Planning;

namespace Scalewright.Providers;

/// <summary>What a provider keeps beside a resource, so that it can be found, told from others and understood without our state.</summary>
/// <param name="Owner">Whose it is.</param>
/// <param name="Target">Network, group or node.</param>
/// <param name="Name">Its name in the topology.</param>
/// <param name="Token">The idempotency token of the step that made it: one token makes at most one resource.</param>
public sealed record ResourceTag(Owner Owner, StepTarget Target, string Name, string Token)
{
    /// <summary>The group of a node; empty for all else.</summary>
    public string Group { get; init; } = "";

    /// <summary>What it was made as or last changed to: <see cref="SpecDigest"/>.</summary>
    public string Digest { get; init; } = "";

    /// <summary>The epoch of the controller that last touched it; a provider that can refuses lower ones.</summary>
    public long Epoch { get; init; }

    /// <summary>
    /// The number of the last change of the owner's state that was acknowledged when this was requested; 0, the default, for a
    /// state in memory. A state with fewer changes of the same epoch has lost some.
    /// </summary>
    public long Sequence { get; init; }

    /// <summary>When anyone may remove it, seen by the provider's clock; null: only its owner may.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
