namespace Scalewright.Decisions.Policies;

/// <summary>Point of a <see cref="Timeline"/>.</summary>
/// <param name="After">Time since the previous point.</param>
/// <param name="Size">Size from this point on.</param>
public readonly record struct TimelinePoint(TimeSpan After, int Size);
