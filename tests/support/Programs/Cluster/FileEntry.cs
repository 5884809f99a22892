using Scalewright.Planning;
using Scalewright.Providers;

namespace TestPrograms;

/// <summary>A resource as its file says it.</summary>
internal sealed record FileEntry(string Id, string Owner, StepTarget Target, string Name, string Token, string Group, string Digest, long Epoch, DateTimeOffset CreatedAt)
{
    public DateTimeOffset? ExpiresAt { get; init; }

    public long Sequence { get; init; }

    public static FileEntry Of(Resource resource) => new(
        resource.Id, resource.Tag.Owner.ToString(), resource.Tag.Target, resource.Tag.Name, resource.Tag.Token, resource.Tag.Group, resource.Tag.Digest, resource.Tag.Epoch, resource.CreatedAt)
    {
        ExpiresAt = resource.Tag.ExpiresAt,
        Sequence = resource.Tag.Sequence,
    };

    public Resource? ToResource() => Scalewright.Providers.Owner.TryParse(Owner, out Owner? owner)
        ? new Resource(Id, new ResourceTag(owner, Target, Name, Token) { Group = Group, Digest = Digest, Epoch = Epoch, Sequence = Sequence, ExpiresAt = ExpiresAt }, ResourceState.Ready, CreatedAt)
        : null;
}
