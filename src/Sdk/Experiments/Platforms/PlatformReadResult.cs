namespace Scalewright.Experiments.Platforms;

/// <summary>Result of reading platform files.</summary>
/// <param name="Configuration">The platforms; null if the file is not valid.</param>
/// <param name="Problems">All problems in order of detection; empty on success.</param>
public sealed record PlatformReadResult(PlatformConfiguration? Configuration, ValueList<Problem> Problems)
{
    /// <summary>The readable part of an invalid file, to report all problems; null if it cannot be parsed.</summary>
    public PlatformConfiguration? PartialConfiguration { get; init; }
}
