namespace Scalewright.Experiments.Reading;

/// <summary>Reads files up to a maximum size. Devices may be infinite.</summary>
internal static class BoundedFile
{
    private const int BlockBytes = 64 << 10;

    /// <summary>Returns the content of a file; for a longer file, one byte more than the limit.</summary>
    public static byte[] Read(string path, int maxBytes)
    {
        using FileStream file =
            new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        using MemoryStream content = new();
        byte[] block = new byte[BlockBytes];
        while (content.Length <= maxBytes
            && file.Read(block, 0, (int)Math.Min(BlockBytes, maxBytes + 1L - content.Length)) is > 0 and int count)
        {
            content.Write(block, 0, count);
        }

        return content.ToArray();
    }
}
