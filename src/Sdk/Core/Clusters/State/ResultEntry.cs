namespace Scalewright.Clusters.State;

/// <summary>What came of an intent. Without it, nobody knows.</summary>
internal sealed record ResultEntry(string Token, bool IsDone)
{
    /// <summary>What was made or changed; null when removed, not done, or when the provider needs nothing for it.</summary>
    public ResourceEntry? Resource { get; init; }
}
