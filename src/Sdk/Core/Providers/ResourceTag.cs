using Scalewright.Planning;

namespace Scalewright.Providers;

/// <summary>Metadata stored with a resource to find and identify it without the cluster's state.</summary>
/// <param name="Owner">Owner of the resource.</param>
/// <param name="Target">Network, group or node.</param>
/// <param name="Name">Name in the topology.</param>
/// <param name="Token">Idempotency token of the step that created the resource: at most one resource per token.</param>
public sealed record ResourceTag(Owner Owner, StepTarget Target, string Name, string Token)
{
    /// <summary>Group of a node. Empty for other resources.</summary>
    public string Group { get; init; } = "";

    /// <summary>Digest of the specification as created or last changed: <see cref="SpecDigest"/>.</summary>
    public string Digest { get; init; } = "";

    /// <summary>
    /// Epoch of the controller that last changed the resource. Providers that support epochs reject lower ones.
    /// </summary>
    public long Epoch { get; init; }

    /// <summary>
    /// Sequence number of the owner's last acknowledged change when the resource was requested. Default 0, for a state
    /// in memory. A state with a lower number in the same epoch has lost changes.
    /// </summary>
    public long Sequence { get; init; }

    /// <summary>
    /// Time by the provider's clock from which anyone may remove the resource. Null: only its owner may.
    /// </summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
