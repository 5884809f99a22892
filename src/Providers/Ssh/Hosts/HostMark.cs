using Scalewright.Planning;

namespace Scalewright.Providers.Ssh.Hosts;

/// <summary>What a machine keeps in a file: whose it is and as what.</summary>
internal sealed record HostMark
{
    public required string Owner { get; init; }

    public required string Name { get; init; }

    public required string Token { get; init; }

    public string Group { get; init; } = "";

    public string Digest { get; init; } = "";

    public long Epoch { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public static HostMark Of(ResourceTag tag, DateTimeOffset at) => new()
    {
        Owner = tag.Owner.ToString(),
        Name = tag.Name,
        Token = tag.Token,
        Group = tag.Group,
        Digest = tag.Digest,
        Epoch = tag.Epoch,
        CreatedAt = at,
        ExpiresAt = tag.ExpiresAt,
    };

    /// <returns>The machine as a resource; null when its mark names no owner.</returns>
    public Resource? ToResource(string host) => Scalewright.Providers.Owner.TryParse(Owner, out Owner? owner)
        ? new Resource(
            host,
            new ResourceTag(owner, StepTarget.Node, Name, Token) { Group = Group, Digest = Digest, Epoch = Epoch, ExpiresAt = ExpiresAt },
            ResourceState.Ready,
            CreatedAt)
        : null;
}
