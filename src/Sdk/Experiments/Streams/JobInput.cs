namespace Scalewright.Experiments.Streams;

/// <summary>An edge of a job.</summary>
/// <param name="From">The operator that writes.</param>
/// <param name="Ratio">Records written on this edge for each record that it reads, 0 or more; default 1.</param>
public sealed record JobInput(string From, double Ratio = 1);
