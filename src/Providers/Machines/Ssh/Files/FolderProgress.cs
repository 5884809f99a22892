namespace Scalewright.Providers.Ssh;

/// <summary>How far a transfer of a folder is; what did not have to be sent counts as well.</summary>
/// <param name="Entries">Files, folders and links that are there.</param>
/// <param name="EntriesTotal">All of them.</param>
/// <param name="Bytes">Bytes of files that are there; of a file under way, roughly.</param>
/// <param name="BytesTotal">Bytes of all files.</param>
public sealed record FolderProgress(int Entries, int EntriesTotal, long Bytes, long BytesTotal);
