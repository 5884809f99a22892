using System.Buffers;
using System.Formats.Tar;
using System.IO.Compression;

namespace Scalewright.Plugins.WindTurbine;

/// <summary>
/// Packs what a node's containers need: <c>scale/node/1/config.xml</c> and so on, unpacked at the node's root when it starts.
/// Same configurations, same bytes: times and owners are left out.
/// </summary>
internal static class TurbineArchive
{
    /// <summary>Name of the archive in the node's folder, and at the root of the node.</summary>
    public const string Name = "wind-configs.tgz";

    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Packs the files of a node.</summary>
    /// <param name="node">The node's host name.</param>
    /// <param name="files">The files, in order; paths below the node's folder.</param>
    /// <param name="buffer">Where the archive goes.</param>
    public static void Write(string node, IEnumerable<NodeFile> files, IBufferWriter<byte> buffer)
    {
        using MemoryStream archive = new();
        using (GZipStream packed = new(archive, CompressionLevel.Fastest, leaveOpen: true))
        using (TarWriter tar = new(packed, TarEntryFormat.Gnu, leaveOpen: true))
        {
            AddFolder(tar, "scale/");
            AddFolder(tar, $"scale/{node}/");
            foreach (NodeFile file in files)
            {
                AddFolder(tar, $"scale/{node}/{file.Path[..(file.Path.LastIndexOf('/') + 1)]}");
                AddFile(tar, $"scale/{node}/{file.Path}", file);
            }
        }

        buffer.Write(archive.GetBuffer().AsSpan(0, (int)archive.Length));
    }

    private static void AddFolder(TarWriter tar, string name) =>
        tar.WriteEntry(new GnuTarEntry(TarEntryType.Directory, name) { Mode = FolderMode, ModificationTime = DateTimeOffset.UnixEpoch });

    private static void AddFile(TarWriter tar, string name, NodeFile file)
    {
        ArrayBufferWriter<byte> content = new();
        file.Write(content);
        using MemoryStream data = new(content.WrittenMemory.ToArray(), writable: false);
        tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, name) { Mode = FileMode, ModificationTime = DateTimeOffset.UnixEpoch, DataStream = data });
    }
}
