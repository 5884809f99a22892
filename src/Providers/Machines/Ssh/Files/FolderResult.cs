namespace Scalewright.Providers.Ssh;

/// <summary>What a transfer of a folder came to: the folder arrived, and was looked through there.</summary>
public sealed record FolderResult
{
    /// <summary>Files, folders and links, with the folder itself.</summary>
    public required int Entries { get; init; }

    /// <summary>Bytes of all files.</summary>
    public required long Bytes { get; init; }

    /// <summary>Bytes of files that went over the connection: fewer than <see cref="Bytes"/> where files were there already, more where a broken connection had to be made up for.</summary>
    public required long SentBytes { get; init; }

    /// <summary>What each file was compared by: the best that the machine has.</summary>
    public required SumKind Sum { get; init; }
}
