using Scalewright.Journals;

namespace Exploration.Tests;

/// <summary>A disk that tells a witness what became durable in journals.</summary>
internal sealed class WitnessFiles(IFileSystem disk, string host, Witness witness) : IFileSystem
{
    public IFile Open(string path, FileOpening opening)
    {
        IFile file = disk.Open(path, opening);
        return Path.GetFileName(path) == "journal.log" || path.EndsWith("journal.log.tmp", StringComparison.Ordinal) ? new WitnessFile(file, host, witness) : file;
    }

    public IReadOnlyList<string> List(string folder) => disk.List(folder);

    public bool CreateFolder(string folder) => disk.CreateFolder(folder);

    public void Rename(string path, string newPath) => disk.Rename(path, newPath);

    public void Delete(string path) => disk.Delete(path);

    public ValueTask FlushFolderAsync(string folder) => disk.FlushFolderAsync(folder);

    public long GetFreeBytes(string folder) => disk.GetFreeBytes(folder);

    public bool TightenAccess(string path) => disk.TightenAccess(path);

    public string? FindForeignOwner(string path) => disk.FindForeignOwner(path);
}
