using System.Formats.Tar;

namespace Scalewright.Providers.Ssh.Files;

/// <summary>Packs a folder of this machine: files, folders and links with their rights and times, in ordinal order of their names.</summary>
internal static class FolderWriter
{
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static async Task WriteAsync(string folder, Stream archive, CancellationToken cancellationToken)
    {
        await using TarWriter writer = new(archive, TarEntryFormat.Pax, leaveOpen: true);
        await WriteAsync(writer, new DirectoryInfo(folder), ".", cancellationToken);
    }

    private static async Task WriteAsync(TarWriter writer, DirectoryInfo folder, string name, CancellationToken cancellationToken)
    {
        foreach (FileSystemInfo entry in folder.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            string path = $"{name}/{entry.Name}";
            await writer.WriteEntryAsync(entry.FullName, path, cancellationToken);
            if (entry is DirectoryInfo { LinkTarget: null } inner)
            {
                await WriteAsync(writer, inner, path, cancellationToken);
            }
        }
    }
}
