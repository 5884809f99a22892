namespace Scalewright.Experiments.Platforms;

/// <summary>What came of reading a file of platforms.</summary>
/// <param name="Configuration">The platforms; null when the file cannot be used.</param>
/// <param name="Problems">Everything that was found, in the order it was found; empty when all is well.</param>
public sealed record PlatformReadResult(PlatformConfiguration? Configuration, ValueList<Problem> Problems)
{
    /// <summary>What could be read whatever is wrong with it, for telling everything at once; null when the text itself cannot be read.</summary>
    public PlatformConfiguration? Found { get; init; }
}
