namespace Scalewright.Experiments.Histories;

/// <summary>Where the data of an experiment comes from, as far as it follows from the experiment itself. Times are in <c>provenance.json</c> alone.</summary>
/// <param name="Version">Version of Scalewright that ran it.</param>
/// <param name="Commit">Commit that this version was built from, in hexadecimal digits; empty when it was built outside of a repository.</param>
/// <param name="Seed">Seed of the experiment.</param>
/// <param name="DefinitionHash">SHA-256 of the definition and all that belongs to it, in hexadecimal digits.</param>
/// <param name="Host">The machines that were measured: simulated ones as the definition has them, else the machine that ran the experiment. Empty when that is not known.</param>
public sealed record ExperimentSource(string Version, string Commit, long Seed, string DefinitionHash, string Host)
{
    /// <summary>The text of the definition.</summary>
    public string Definition { get; init; } = "";

    /// <summary>Values that took the place of those of the definition, by path; default none.</summary>
    public ValueMap<string> Overrides { get; init; } = ValueMap<string>.Empty;
}
