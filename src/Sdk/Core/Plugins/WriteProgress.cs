namespace Scalewright.Plugins;

/// <summary>Progress of writing a topology's files.</summary>
/// <param name="CompletedFiles">Number of files written so far.</param>
/// <param name="TotalFiles">Total number of files.</param>
public readonly record struct WriteProgress(int CompletedFiles, int TotalFiles);
