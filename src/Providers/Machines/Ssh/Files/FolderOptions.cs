namespace Scalewright.Providers.Ssh;

/// <summary>How a folder is moved, and how much is taken from a machine at most.</summary>
public sealed record FolderOptions
{
    /// <summary>Bytes of all files together that are taken from a machine; default 16 GiB.</summary>
    public long BytesMax { get; init; } = 16L * 1024 * 1024 * 1024;

    /// <summary>Files, folders and links that are taken from a machine; default one million.</summary>
    public int EntriesMax { get; init; } = 1_000_000;

    /// <summary>Told how far a transfer is; default nobody.</summary>
    public IProgress<FolderProgress>? Progress { get; init; }

    /// <summary>How often a transfer goes on after the connection broke; default 5.</summary>
    public int ResumptionsMax { get; init; } = 5;

    /// <summary>
    /// Whether a folder of this machine that is there is replaced as a whole, once its successor is complete; files that are the same in it are not
    /// sent again. Default false: it is refused. A folder of the other machine is always replaced.
    /// </summary>
    public bool ReplacesFolder { get; init; }
}
