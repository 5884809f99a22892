using Scalewright.Planning;

namespace Scalewright.Providers.Local.Nodes;

/// <summary>What a node's folder says of it: whose it is, as what, and where.</summary>
internal sealed record NodeMark
{
    public required string Owner { get; init; }

    public required string Name { get; init; }

    public required string Token { get; init; }

    public string Group { get; init; } = "";

    public string Digest { get; init; } = "";

    public long Epoch { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public required LocalIsolation Isolation { get; init; }

    /// <summary>Its address in the range.</summary>
    public required string Address { get; init; }

    /// <summary>Bits of the range's prefix.</summary>
    public required int PrefixBits { get; init; }

    /// <summary>Processors that its programs may use together; 0: no limit.</summary>
    public int Cpus { get; init; }

    /// <summary>Memory in MiB that its programs may use together; 0: no limit.</summary>
    public int MemoryMiB { get; init; }

    /// <summary>Whether all of it was made: it may be used.</summary>
    public bool IsWhole { get; init; }

    /// <returns>The node as a resource; null when its mark names no owner.</returns>
    public Resource? ToResource(string id) => Scalewright.Providers.Owner.TryParse(Owner, out Owner? owner)
        ? new Resource(
            id,
            new ResourceTag(owner, StepTarget.Node, Name, Token) { Group = Group, Digest = Digest, Epoch = Epoch, ExpiresAt = ExpiresAt },
            IsWhole ? ResourceState.Ready : ResourceState.Pending,
            CreatedAt)
        : null;
}
