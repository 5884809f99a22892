using System.Formats.Tar;
using System.IO.Compression;

namespace PhenixScaleApp.Files;

/// <summary>Packs the folder of the nodes' files reproducibly: without times and owners, names in order.</summary>
internal static class ConfigArchive
{
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Packs a folder under its own name.</summary>
    /// <param name="path">Path of the archive.</param>
    /// <exception cref="IOException">The archive cannot be written.</exception>
    public static void Write(string folder, string path) => OutputFile.Write(path, stream =>
    {
        using GZipStream packed = new(stream, CompressionLevel.Fastest, leaveOpen: true);
        using TarWriter tar = new(packed, TarEntryFormat.Gnu, leaveOpen: true);
        Add(tar, folder, Path.GetFileName(folder));
    });

    private static void Add(TarWriter tar, string folder, string name)
    {
        tar.WriteEntry(new GnuTarEntry(TarEntryType.Directory, $"{name}/") { Mode = FolderMode, ModificationTime = DateTimeOffset.UnixEpoch });
        foreach (FileSystemInfo item in new DirectoryInfo(folder).EnumerateFileSystemInfos().OrderBy(item => item.Name, StringComparer.Ordinal))
        {
            if (item is DirectoryInfo { LinkTarget: null })
            {
                Add(tar, item.FullName, $"{name}/{item.Name}");
            }
            else
            {
                using FileStream content = File.OpenRead(item.FullName);
                tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, $"{name}/{item.Name}")
                {
                    Mode = FileMode,
                    ModificationTime = DateTimeOffset.UnixEpoch,
                    DataStream = content,
                });
            }
        }
    }
}
