using Scalewright.Planning;

namespace Scalewright.Providers;

/// <summary>A node's tag as a place without tags keeps it, in a file on the machine or beside it: whose it is and as what.</summary>
public sealed record ResourceMark
{
    /// <summary>Whose it is, as <see cref="Providers.Owner.ToString"/> writes it.</summary>
    public required string Owner { get; init; }

    /// <summary>Its name in the topology.</summary>
    public required string Name { get; init; }

    /// <summary>The token of the step that made it.</summary>
    public required string Token { get; init; }

    /// <summary>Its group.</summary>
    public string Group { get; init; } = "";

    /// <summary>What it was made as or last changed to.</summary>
    public string Digest { get; init; } = "";

    /// <summary>The epoch of the controller that last touched it.</summary>
    public long Epoch { get; init; }

    /// <summary>The last change of the owner's state that was acknowledged when it was requested; default 0.</summary>
    public long Sequence { get; init; }

    /// <summary>When it was made, by the provider's clock.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When anyone may remove it; null: only its owner may.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The mark of what is made now.</summary>
    /// <param name="tag">Its tag.</param>
    /// <param name="at">When.</param>
    public static ResourceMark Of(ResourceTag tag, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(tag);
        return new ResourceMark
        {
            Owner = tag.Owner.ToString(),
            Name = tag.Name,
            Token = tag.Token,
            Group = tag.Group,
            Digest = tag.Digest,
            Epoch = tag.Epoch,
            Sequence = tag.Sequence,
            CreatedAt = at,
            ExpiresAt = tag.ExpiresAt,
        };
    }

    /// <summary>The mark after a change: what it is stays, what it was changed to and by whom is new.</summary>
    /// <param name="tag">The tag of the change.</param>
    public ResourceMark ChangedTo(ResourceTag tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        return this with { Digest = tag.Digest, Epoch = tag.Epoch, Sequence = tag.Sequence, ExpiresAt = tag.ExpiresAt };
    }

    /// <summary>Why an order may not touch what has this mark; null: it may.</summary>
    /// <param name="order">The order.</param>
    public Problem? Refusal(StepOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return Owner != order.Tag.Owner.ToString()
            ? new Problem(ProblemCode.ForeignResource, $"{order.Step} is about a node that belongs to {Printable.Escape(Owner)}", "look at what there is of this owner")
            : Epoch > order.Tag.Epoch
            ? new Problem(ProblemCode.StaleLease, $"epoch {order.Tag.Epoch} was ended by epoch {Epoch}", "stop; the new holder acts for this node now")
            : null;
    }

    /// <summary>The node as a resource.</summary>
    /// <param name="id">The provider's name for it.</param>
    /// <param name="state">What it is doing.</param>
    /// <returns>Null when the mark names no owner.</returns>
    public Resource? ToResource(string id, ResourceState state = ResourceState.Ready) => Providers.Owner.TryParse(Owner, out Owner? owner)
        ? new Resource(id, new ResourceTag(owner, StepTarget.Node, Name, Token) { Group = Group, Digest = Digest, Epoch = Epoch, Sequence = Sequence, ExpiresAt = ExpiresAt }, state, CreatedAt)
        : null;
}
