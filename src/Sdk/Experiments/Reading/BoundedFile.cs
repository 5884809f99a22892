namespace Scalewright.Experiments.Reading;

/// <summary>Files of which no more is read than may be used: a device has no end.</summary>
internal static class BoundedFile
{
    private const int BlockBytes = 64 << 10;

    /// <summary>The bytes of a file; one more than the limit when it is longer.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] Read(string path, int bytesMax)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        using MemoryStream content = new();
        byte[] block = new byte[BlockBytes];
        while (content.Length <= bytesMax && file.Read(block, 0, (int)Math.Min(BlockBytes, bytesMax + 1L - content.Length)) is > 0 and int count)
        {
            content.Write(block, 0, count);
        }

        return content.ToArray();
    }
}
