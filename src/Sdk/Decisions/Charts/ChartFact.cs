namespace Scalewright.Charts;

/// <summary>Fact at the end of a page.</summary>
/// <param name="Name">Name of the fact, for example <c>Seed</c>.</param>
/// <param name="Text">The fact, as plain text; several lines are collapsed.</param>
public sealed record ChartFact(string Name, string Text);
