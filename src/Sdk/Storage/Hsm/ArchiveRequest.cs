namespace Scalewright.Storage.Hsm;

/// <summary>Archive work on one file.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="FsName">The file system.</param>
/// <param name="Action">What is done.</param>
/// <param name="Bytes">Bytes to move; 0 where none do.</param>
public sealed record ArchiveRequest(long Number, string FsName, ArchiveAction Action, long Bytes)
{
    /// <summary>The copytool that does it; empty while it waits for one.</summary>
    public string Copytool { get; init; } = "";

    /// <summary>Bytes that were moved.</summary>
    public long BytesDone { get; init; }
}
