namespace Scalewright.Providers.Ssh;

/// <summary>How much is taken from a machine at most.</summary>
public sealed record FolderOptions
{
    /// <summary>Bytes of all files together; default 16 GiB.</summary>
    public long BytesMax { get; init; } = 16L * 1024 * 1024 * 1024;

    /// <summary>Files, folders and links; default one million.</summary>
    public int EntriesMax { get; init; } = 1_000_000;
}
