using Scalewright.Journals;

namespace Scalewright.Plugins;

internal static class BoundedFileReader
{
    /// <summary>
    /// Reads at most <paramref name="maxBytes"/> + 1 bytes of a file, so that the caller can detect a larger file. Adds
    /// a problem and returns null if the file cannot be read.
    /// </summary>
    public static byte[]? Read(string path, int maxBytes, ProblemList problems)
    {
        if (LocalFileSystem.IsSpecialFile(path))
        {
            problems.AddError(ProblemCode.UnreadableFile, default, "",
                "the file cannot be read: it is a pipe, a socket or a device", "give the path of a regular file");
            return null;
        }

        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            using MemoryStream bytes = new();
            byte[] buffer = new byte[64 << 10];
            int count;
            while (bytes.Length <= maxBytes && (count = file.Read(buffer)) > 0)
            {
                bytes.Write(buffer, 0, (int)Math.Min(count, maxBytes + 1L - bytes.Length));
            }

            return bytes.ToArray();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException)
        {
            problems.AddError(ProblemCode.UnreadableFile, default, "",
                $"the file cannot be read: {ExceptionText.From(exception, path)}", "check its name and permissions");
            return null;
        }
    }
}
