namespace Scalewright.Decisions.Policies;

/// <summary>An edge of a stream graph.</summary>
/// <param name="From">Name of the operator that writes.</param>
/// <param name="OutputRatio">Records written on this edge for each record it reads.</param>
public readonly record struct StreamInput(string From, double OutputRatio);
