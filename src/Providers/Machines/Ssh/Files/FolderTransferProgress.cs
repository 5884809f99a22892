namespace Scalewright.Providers.Ssh;

/// <summary>Progress of a folder transfer. Entries and bytes that did not have to be sent are included.</summary>
/// <param name="Entries">Number of completed files, folders and links.</param>
/// <param name="TotalEntries">Total number of files, folders and links.</param>
/// <param name="Bytes">Number of transferred bytes; approximate for a file in progress.</param>
/// <param name="TotalBytes">Total size of all files in bytes.</param>
public sealed record FolderTransferProgress(int Entries, int TotalEntries, long Bytes, long TotalBytes);
