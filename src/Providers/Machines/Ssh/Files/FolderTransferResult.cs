namespace Scalewright.Providers.Ssh;

/// <summary>Result of a completed and verified folder transfer.</summary>
public sealed record FolderTransferResult
{
    /// <summary>Number of files, folders and links, including the folder itself.</summary>
    public required int Entries { get; init; }

    /// <summary>Total size of all files in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>
    /// Number of file bytes sent over the connection: less than <see cref="Bytes"/> if files existed already, more
    /// after a broken connection.
    /// </summary>
    public required long SentBytes { get; init; }

    /// <summary>Checksum used to compare files: the best one available on the machine.</summary>
    public required ChecksumAlgorithm Checksum { get; init; }
}
