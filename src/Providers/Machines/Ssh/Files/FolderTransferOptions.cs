namespace Scalewright.Providers.Ssh;

/// <summary>Options of a folder transfer, including limits for data received from a machine.</summary>
public sealed record FolderTransferOptions
{
    /// <summary>Maximum total size in bytes of the files received from a machine. Default 16 GiB.</summary>
    public long MaxBytes { get; init; } = 16L * 1024 * 1024 * 1024;

    /// <summary>Maximum number of files, folders and links received from a machine. Default one million.</summary>
    public int MaxEntries { get; init; } = 1_000_000;

    /// <summary>Receives the progress of the transfer. Default none.</summary>
    public IProgress<FolderTransferProgress>? Progress { get; init; }

    /// <summary>Maximum number of times that a transfer resumes after the connection broke. Default 5.</summary>
    public int MaxResumes { get; init; } = 5;

    /// <summary>
    /// Indicates whether an existing local folder is replaced as a whole, once the new one is complete; unchanged files
    /// are not sent again. Default false: an existing folder is an error. A remote folder is always replaced.
    /// </summary>
    public bool CanReplaceFolder { get; init; }
}
