namespace Scalewright.Decisions.Policies;

/// <summary>Edge of a stream graph.</summary>
/// <param name="Source">Name of the upstream operator.</param>
/// <param name="OutputRatio">Records written to this edge per record that the upstream operator reads.</param>
public readonly record struct StreamInput(string Source, double OutputRatio);
