namespace Scalewright.Logs;

/// <summary>Options for the rotation of log files.</summary>
public sealed record LogFileOptions
{
    /// <summary>Maximum size of a file in bytes. Default 10 MiB.</summary>
    /// <remarks>Records that arrive together stay together, so an empty file may exceed the limit by one
    /// batch.</remarks>
    public long MaxFileBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>Maximum number of older files to keep. Default 5.</summary>
    public int MaxRetainedFiles { get; init; } = 5;
}
