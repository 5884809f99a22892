namespace Scalewright.Experiments.Histories;

/// <summary>Where the data of an experiment comes from, as far as it follows from the experiment itself. Times are in <c>provenance.json</c> alone.</summary>
/// <param name="Version">Version of Scalewright that ran it.</param>
/// <param name="Commit">Commit that this version was built from, in hexadecimal digits; empty when it was built outside of a repository.</param>
/// <param name="Seed">Seed of the experiment.</param>
/// <param name="DefinitionHash">SHA-256 of the definition and all that belongs to it, in hexadecimal digits.</param>
/// <param name="Host">The machines that were measured: simulated ones as the definition has them, else the machine that ran the experiment. Empty when that is not known.</param>
public sealed record ExperimentSource(string Version, string Commit, long Seed, string DefinitionHash, string Host)
{
    /// <summary>SHA-256 of the same as the folder has it now, in hexadecimal digits; empty when that is not known.</summary>
    public string CurrentHash { get; init; } = "";

    /// <summary>True when the folder has another definition than the one that was run, or another file that belongs to it.</summary>
    public bool IsChanged => CurrentHash.Length > 0 && DefinitionHash.Length > 0 && CurrentHash != DefinitionHash;

    /// <summary>The text of the definition as the folder has it now; what was run unless <see cref="IsChanged"/>.</summary>
    public string Definition { get; init; } = "";

    /// <summary>Values that took the place of those of the definition, by path; default none.</summary>
    public ValueMap<string> Overrides { get; init; } = ValueMap<string>.Empty;

    /// <summary>Compares the definition with the one that was run.</summary>
    /// <param name="folder">The folder as the caller names it, for messages.</param>
    /// <returns>A warning; null when it is the same.</returns>
    public Problem? CheckDefinition(string folder) => !IsChanged ? null : new Problem(
        ProblemCode.DefinitionChanged,
        $"the definition was changed since it was run: its SHA-256 is {CurrentHash}, that of what was run is {Printable.Escape(DefinitionHash)}",
        "restore what was run, or run the definition again")
    {
        Source = folder,
        Severity = ProblemSeverity.Warning,
    };
}
