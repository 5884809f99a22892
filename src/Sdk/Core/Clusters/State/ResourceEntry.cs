using Scalewright.Planning;
using Scalewright.Providers;

namespace Scalewright.Clusters.State;

internal sealed record ResourceEntry(StepTarget Target, string Name, string Id, string Token, DateTimeOffset CreatedAt)
{
    public string Group { get; init; } = "";

    public string Digest { get; init; } = "";

    public string Cloud { get; init; } = "";

    public static ResourceEntry From(Resource resource) =>
        new(resource.Tag.Target, resource.Tag.Name, resource.Id, resource.Tag.Token, resource.CreatedAt)
        {
            Group = resource.Tag.Group,
            Digest = resource.Tag.Digest,
            Cloud = resource.Cloud,
        };

    /// <summary>Returns true if the provider's resource is this one, and not a later one with the same ID.</summary>
    public bool Is(Resource resource) => resource.Id == Id && resource.Tag.Token == Token;

    public Resource ToResource(Owner owner, long epoch) =>
        new(
            Id,
            new ResourceTag(owner, Target, Name, Token)
            {
                Group = Group,
                Digest = Digest,
                Epoch = epoch,
            },
            ResourceState.Ready,
            CreatedAt
        )
        {
            Cloud = Cloud,
        };
}
