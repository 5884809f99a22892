namespace Scalewright.Experiments.Streams;

/// <summary>An edge of a job.</summary>
/// <param name="From">Name of the operator that writes.</param>
/// <param name="Ratio">Records written on this edge for each record that the operator reads, at least 0. Default
/// 1.</param>
[DocumentRecord]
public sealed record JobInput([property: DocumentField(Advice = "the name of an operator")] string From, double Ratio = 1);
