namespace Scalewright.Decisions.Policies;

/// <summary>One point of a <see cref="Timeline"/>.</summary>
/// <param name="After">How long after the point before it.</param>
/// <param name="Size">The size from then on.</param>
public readonly record struct TimelinePoint(TimeSpan After, int Size);
