namespace Scalewright.Charts;

/// <summary>A fact at the end of a page.</summary>
/// <param name="Name">What it is, as in <c>Seed</c>.</param>
/// <param name="Text">The fact, as plain text; one of several lines is folded up.</param>
public sealed record ChartFact(string Name, string Text);
