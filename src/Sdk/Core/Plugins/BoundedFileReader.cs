using Scalewright.Journals;

namespace Scalewright.Plugins;

internal static class BoundedFileReader
{
    /// <summary>
    /// Reads a file, at most one byte beyond the limit. Adds a problem and returns null if the file is unreadable.
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
            byte[] part = new byte[64 << 10];
            int length;
            while (bytes.Length <= maxBytes && (length = file.Read(part)) > 0)
            {
                bytes.Write(part, 0, (int)Math.Min(length, maxBytes + 1L - bytes.Length));
            }

            return bytes.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException)
        {
            problems.AddError(ProblemCode.UnreadableFile, default, "",
                $"the file cannot be read: {ExceptionText.Of(e, path)}", "check its name and permissions");
            return null;
        }
    }
}
