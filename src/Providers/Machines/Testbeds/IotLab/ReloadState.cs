namespace Scalewright.Providers.IotLab;

/// <summary>What became of asking for an experiment once more.</summary>
/// <param name="Experiment">The one that has the nodes now.</param>
public sealed record ReloadState(long Experiment)
{
    /// <summary>The one that goes on with them; 0: there is none.</summary>
    public long Next { get; init; }

    /// <summary>When that begins; null: there is none.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>Why there is none; null: there is.</summary>
    public Problem? Problem { get; init; }
}
