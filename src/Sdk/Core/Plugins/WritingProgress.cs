namespace Scalewright.Plugins;

/// <summary>Progress of writing a topology's files.</summary>
/// <param name="FilesDone">Number of files written so far.</param>
/// <param name="FilesTotal">Total number of files.</param>
public readonly record struct WritingProgress(int FilesDone, int FilesTotal);
