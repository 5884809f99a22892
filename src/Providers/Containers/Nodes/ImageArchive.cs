using System.Formats.Tar;
using System.IO.Compression;

namespace Scalewright.Providers.Containers.Nodes;

/// <summary>Archive from which an image is loaded.</summary>
internal static class ImageArchive
{
    // Docker Image Specification v1.2; OCI image layout.
    private static readonly string[] SavedFiles = ["manifest.json", "oci-layout"];

    /// <summary>Returns true for the output of <c>docker save</c>, false for a root file system.</summary>
    /// <exception cref="InvalidDataException">The file is not a tar archive.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static bool IsSaved(string path)
    {
        using FileStream file = File.OpenRead(path);
        // RFC 1952: the first two bytes of gzip.
        bool isCompressed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        using GZipStream? content = isCompressed ? new GZipStream(file, CompressionMode.Decompress) : null;
        using TarReader reader = new(content ?? (Stream)file, leaveOpen: true);
        bool isEmpty = true;
        while (reader.GetNextEntry() is { } entry)
        {
            isEmpty = false;
            string name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
            if (SavedFiles.Contains(name, StringComparer.Ordinal))
            {
                return true;
            }
        }

        return isEmpty ? throw new InvalidDataException("it is empty") : false;
    }
}
