namespace Scalewright.Providers;

/// <summary>Something that a provider has for us.</summary>
/// <param name="Id">The provider's name for it. May be used again for another one later; together with <see cref="CreatedAt"/> and the token it is not.</param>
/// <param name="Tag">Whose and what it is.</param>
/// <param name="State">What it is doing.</param>
/// <param name="CreatedAt">When it was made, by the provider's clock.</param>
public sealed record Resource(string Id, ResourceTag Tag, ResourceState State, DateTimeOffset CreatedAt)
{
    /// <summary>When the provider will take it back by itself, as with spot nodes; null: it does not.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Where it was made; empty where the provider has one place.</summary>
    public string Cloud { get; init; } = "";
}
