namespace Scalewright.Experiments.Streams;

/// <summary>An edge of a job.</summary>
/// <param name="From">Name of the operator that writes.</param>
/// <param name="Ratio">Records written on this edge for each record that the operator reads, at least 0. Default
/// 1.</param>
public sealed record JobInput(string From, double Ratio = 1);
