namespace Scalewright.Experiments.Histories;

/// <summary>The file <c>provenance.json</c>: where the data comes from. Wall clock and versions are here alone.</summary>
internal sealed record ProvenanceJson(string Definition, string Scalewright, string Runtime, long Seed, DateTimeOffset Started, DateTimeOffset? Ended);
