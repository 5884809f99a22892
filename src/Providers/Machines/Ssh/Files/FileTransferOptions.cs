namespace Scalewright.Providers.Ssh;

/// <summary>Options for sending a file to a machine.</summary>
public sealed record FileTransferOptions
{
    /// <summary>Permissions of the file; null for those of new files on the machine.</summary>
    public UnixFileMode? Mode { get; init; }

    /// <summary>Last write time; null for now.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>Receives the number of bytes sent so far. Default none.</summary>
    public IProgress<long>? Progress { get; init; }

    /// <summary>Maximum number of resumptions of a transfer with seekable content. Default 5.</summary>
    public int MaxResumes { get; init; } = 5;
}
