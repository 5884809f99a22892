namespace Scalewright.Plugins;

/// <summary>How far the writing of a topology's files is.</summary>
/// <param name="FilesDone">Files written so far.</param>
/// <param name="FilesTotal">Files there will be.</param>
public readonly record struct WritingProgress(int FilesDone, int FilesTotal);
