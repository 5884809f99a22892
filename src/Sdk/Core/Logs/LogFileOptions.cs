namespace Scalewright.Logs;

/// <summary>When a log file is full.</summary>
public sealed record LogFileOptions
{
    /// <summary>Bytes of one file; default 10 MiB. What came together stays together, so that a file may be longer by one hand-over when it is empty.</summary>
    public long BytesMax { get; init; } = 10 * 1024 * 1024;

    /// <summary>Older files that are kept; default 5.</summary>
    public int KeptMax { get; init; } = 5;
}
