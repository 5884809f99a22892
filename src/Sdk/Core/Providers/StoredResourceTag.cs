using Scalewright.Planning;

namespace Scalewright.Providers;

/// <summary>Ownership tag of a node in a backend without tags, stored in a file on the machine or beside it.</summary>
public sealed partial record StoredResourceTag
{
    /// <summary>Owner, in the format of <see cref="Providers.Owner.ToString"/>.</summary>
    public required string Owner { get; init; }

    /// <summary>Name of the node in the topology.</summary>
    public required string Name { get; init; }

    /// <summary>Token of the step that created the node.</summary>
    public required string Token { get; init; }

    /// <summary>Group of the node.</summary>
    public string Group { get; init; } = "";

    /// <summary>Digest of the specification with which the node was created or last changed.</summary>
    public string Digest { get; init; } = "";

    /// <summary>Epoch of the controller that last changed the node.</summary>
    public long Epoch { get; init; }

    /// <summary>
    /// Sequence number of the owner's last acknowledged change when the node was requested. Default 0.
    /// </summary>
    public long Sequence { get; init; }

    /// <summary>Creation time by the provider's clock.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Time from which anyone may remove the node. Null: only its owner may.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Creates the ownership tag of a new node.</summary>
    /// <param name="tag">The resource tag.</param>
    /// <param name="createdAt">Creation time.</param>
    public static StoredResourceTag FromTag(ResourceTag tag, DateTimeOffset createdAt)
    {
        ArgumentNullException.ThrowIfNull(tag);
        return new StoredResourceTag
        {
            Owner = tag.Owner.ToString(),
            Name = tag.Name,
            Token = tag.Token,
            Group = tag.Group,
            Digest = tag.Digest,
            Epoch = tag.Epoch,
            Sequence = tag.Sequence,
            CreatedAt = createdAt,
            ExpiresAt = tag.ExpiresAt,
        };
    }

    /// <summary>Returns the tag after a change, with new digest, epoch, sequence and expiry.</summary>
    /// <param name="tag">The tag of the change.</param>
    public StoredResourceTag WithTag(ResourceTag tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        return this with { Digest = tag.Digest, Epoch = tag.Epoch, Sequence = tag.Sequence, ExpiresAt = tag.ExpiresAt };
    }

    /// <summary>Returns the reason why a request must not access the node with this tag, or null if it may.</summary>
    /// <param name="request">The request.</param>
    public Problem? CheckRequest(StepRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (Owner != request.Tag.Owner.ToString())
        {
            string found = $"{request.Step} refers to a node that belongs to {TextEscaping.Escape(Owner)}";
            return new Problem(ProblemCode.ForeignResource, found, "check the resources of this owner");
        }

        return Epoch <= request.Tag.Epoch
            ? null
            : new Problem(
                ProblemCode.LeaseLost,
                $"epoch {request.Tag.Epoch} was superseded by epoch {Epoch}",
                "stop: another controller now owns this node"
            );
    }

    /// <summary>Converts the tag to a resource.</summary>
    /// <param name="id">Id in the backend.</param>
    /// <param name="state">State of the node.</param>
    /// <returns>The resource, or null if the tag has no valid owner.</returns>
    public Resource? ToResource(string id, ResourceState state = ResourceState.Ready) =>
        Providers.Owner.TryParse(Owner, out Owner? owner)
            ? new Resource(
                id,
                new ResourceTag(owner, StepTarget.Node, Name, Token)
                {
                    Group = Group,
                    Digest = Digest,
                    Epoch = Epoch,
                    Sequence = Sequence,
                    ExpiresAt = ExpiresAt,
                },
                state,
                CreatedAt
            )
            : null;
}
