namespace Scalewright.Testing.Seeds;

/// <summary>What came of a test.</summary>
/// <param name="Output">For the report.</param>
/// <param name="Failure">Null when it passed.</param>
internal sealed record FactOutcome(string Output, Exception? Failure);
