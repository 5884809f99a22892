namespace Scalewright.Experiments.Histories;

/// <summary>Provenance of the data of an experiment. Times are only in <c>provenance.json</c>.</summary>
/// <param name="Version">Version of Scalewright that ran it.</param>
/// <param name="Commit">Commit of this version, in hexadecimal; empty if it was built outside a repository.</param>
/// <param name="Seed">Seed of the experiment.</param>
/// <param name="DefinitionHash">SHA-256 of the definition and its files, in hexadecimal.</param>
/// <param name="Host">Measured machines: simulated ones as defined, otherwise the machine that ran the experiment.
/// Empty if unknown.</param>
public sealed record ExperimentProvenance(string Version, string Commit, long Seed, string DefinitionHash, string Host)
{
    /// <summary>SHA-256 of the current definition and its files, in hexadecimal; empty if unknown.</summary>
    public string CurrentHash { get; init; } = "";

    /// <summary>True if the definition or one of its files has changed since the run.</summary>
    public bool IsChanged => CurrentHash.Length > 0 && DefinitionHash.Length > 0 && CurrentHash != DefinitionHash;

    /// <summary>Text of the current definition. The experiment was run with it unless
    /// <see cref="IsChanged"/>.</summary>
    public string Definition { get; init; } = "";

    /// <summary>Values that override values of the definition, by path. Default empty.</summary>
    public ValueMap<string> Overrides { get; init; } = ValueMap<string>.Empty;

    /// <summary>Compares the current definition with the definition that was run.</summary>
    /// <param name="folder">Path of the folder as the caller names it, for messages.</param>
    /// <returns>A warning; null if both are the same.</returns>
    public Problem? CheckDefinition(string folder) =>
        !IsChanged
            ? null
            : new Problem(
                ProblemCode.DefinitionChanged,
                $"the definition was changed since it was run: its SHA-256 is {CurrentHash}, that of what was run is "
                    + $"{TextEscaping.Escape(DefinitionHash)}",
                "restore what was run, or run the definition again"
            )
            {
                Source = folder,
                Severity = ProblemSeverity.Warning,
            };
}
