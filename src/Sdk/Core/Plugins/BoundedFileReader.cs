using Scalewright.Journals;

namespace Scalewright.Plugins;

/// <summary>Reads regular files up to a number of bytes.</summary>
public static class BoundedFileReader
{
    private const int BlockBytes = 64 << 10;
    private const int MaxFiles = 1000;
    private const string Advice = "check its name and permissions";

    /// <summary>
    /// Reads at most <paramref name="maxBytes"/> + 1 bytes of a file, so that the caller can detect a larger file. Adds
    /// a problem and returns null if the file cannot be read.
    /// </summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="maxBytes">Maximum number of bytes that the caller accepts.</param>
    /// <param name="problems">Receives the problem.</param>
    public static byte[]? Read(string path, int maxBytes, ProblemList problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (FindSpecial(path) is { } special)
        {
            problems.AddError(
                ProblemCode.UnreadableFile,
                default,
                "",
                $"the file cannot be read: {special}",
                "give the path of a regular file"
            );
            return null;
        }

        try
        {
            return Read(path, maxBytes);
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problems.AddError(
                ProblemCode.UnreadableFile,
                default,
                "",
                $"the file cannot be read: {ExceptionText.From(exception, path)}",
                Advise(exception, path)
            );
            return null;
        }
    }

    private static string Advise(Exception exception, string path)
    {
        if (exception is FileNotFoundException)
        {
            return AdviseName(path);
        }

        return Directory.Exists(path) ? "give the path of a file" : Advice;
    }

    /// <summary>Returns the advice for a missing file: the file of the same folder with a similar name.</summary>
    private static string AdviseName(string path)
    {
        EnumerationOptions readable = new() { IgnoreInaccessible = true };
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "";
        IEnumerable<string> names = Directory.EnumerateFiles(folder, "*", readable).Take(MaxFiles).Select(file => Path.GetFileName(file));
        return Spelling.FindClosest(Path.GetFileName(path), names) is { } near
            ? $"did you mean '{TextEscaping.Escape(Path.Join(Path.GetDirectoryName(path), near))}'?"
            : Advice;
    }

    /// <summary>Reads at most <paramref name="maxBytes"/> + 1 bytes of a file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="maxBytes">Maximum number of bytes that the caller accepts.</param>
    /// <exception cref="IOException">The file cannot be read, or is a pipe, a socket or a device.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public static byte[] Read(string path, int maxBytes)
    {
        if (FindSpecial(path) is { } special)
        {
            throw new IOException(special);
        }

        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        using MemoryStream bytes = new();
        byte[] buffer = new byte[BlockBytes];
        int count;
        while (bytes.Length <= maxBytes && (count = file.Read(buffer)) > 0)
        {
            bytes.Write(buffer, 0, (int)Math.Min(count, maxBytes + 1L - bytes.Length));
        }

        return bytes.ToArray();
    }

    /// <summary>Returns why a file without an end, or one that blocks its reader, is refused; null for other files.
    /// </summary>
    /// <param name="path">Path of the file; null is returned if it does not exist.</param>
    public static string? FindSpecial(string path) => LocalFileSystem.IsSpecialFile(path) ? "it is a pipe, a socket or a device" : null;
}
