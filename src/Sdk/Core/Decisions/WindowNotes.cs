namespace Scalewright.Decisions;

/// <summary>The readings of one <see cref="MetricWindow"/>, as they are kept in the cluster's state.</summary>
/// <param name="Name">The window's name.</param>
/// <param name="Of">The metric that is averaged; readings of another mean nothing to it.</param>
/// <param name="Ticks">When each was read, oldest first; in ticks of UTC.</param>
/// <param name="Values">The values, in the same order.</param>
internal sealed record WindowNotes(string Name, string Of, long[] Ticks, double[] Values);
