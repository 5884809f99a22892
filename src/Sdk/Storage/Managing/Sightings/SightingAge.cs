namespace Scalewright.Storage.Managing.Sightings;

/// <summary>How old a report is: agents look, then what they saw waits in queues while commands go on.</summary>
/// <param name="startedAt">When the agent began to look, by its clock; null when it does not say so.</param>
/// <param name="now">When the report is read.</param>
internal readonly struct SightingAge(DateTimeOffset? startedAt, DateTimeOffset now)
{
    // Nothing is under way for longer: an older one comes from a clock that is wrong, and is believed as one that tells no time.
    private static readonly TimeSpan UnderWayMax = TimeSpan.FromMinutes(1);

    // Reports tell microseconds, cut off.
    private static readonly TimeSpan Unit = TimeSpan.FromMicroseconds(1);

    /// <summary>Whether what it tells was seen before a command noted something, so that the next report knows better.</summary>
    public bool IsBefore(DateTimeOffset? notedAt) =>
        startedAt is { } started && notedAt is { } noted && noted <= now && noted - started > Unit && now - started <= UnderWayMax;
}
