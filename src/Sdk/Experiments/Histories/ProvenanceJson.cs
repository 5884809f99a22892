namespace Scalewright.Experiments.Histories;

/// <summary>The file <c>provenance.json</c>: where the data comes from. Facts of the wall clock and of the machine that computed are here alone.</summary>
internal sealed record ProvenanceJson(string Definition, string Scalewright, string Runtime, long Seed, DateTimeOffset Started, DateTimeOffset? Ended)
{
    // Generated code sets what a file leaves out to null.
    public string Commit { get; init => field = value ?? ""; } = "";

    public string Host { get; init => field = value ?? ""; } = "";
}
