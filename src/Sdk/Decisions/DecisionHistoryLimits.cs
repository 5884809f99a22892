namespace Scalewright.Decisions;

/// <summary>Limits of the files with stored decisions.</summary>
/// <param name="MaxFileBytes">Maximum length of a file.</param>
/// <param name="MaxFiles">Maximum number of files.</param>
internal sealed record DecisionHistoryLimits(int MaxFileBytes, int MaxFiles)
{
    public static DecisionHistoryLimits Default { get; } = new(DecisionHistory.MaxFileBytes, DecisionHistory.MaxFiles);
}
