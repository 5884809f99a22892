namespace Scalewright.Files;

/// <summary>
/// List of generated files in the format of <c>sha256sum --check</c>, by which the next run recognizes them.
/// </summary>
internal static class ChecksumFile
{
    public const string Name = "files.sha256";

    private const long MaxLength = 512L << 20;
    private const string Separator = "  ";

    /// <summary>Reads the list of a folder.</summary>
    /// <param name="problems">Receives a warning when the list cannot be used.</param>
    /// <returns>The files; empty when the list is missing or unusable.</returns>
    public static Dictionary<string, FileDigest> Read(string root, ProblemList problems)
    {
        FileInfo file = new(Path.Combine(root, Name));
        try
        {
            if (!file.Exists || file.Length == 0)
            {
                return [];
            }

            if (
                file.Length <= MaxLength
                && file.LinkTarget is null
                && Parse(File.ReadLines(file.FullName, new UTF8Encoding(false, throwOnInvalidBytes: true))) is { } files
            )
            {
                return files;
            }

            Warn("is malformed", problems);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            Warn(
                "cannot be read: "
                    + $"{(exception is DecoderFallbackException ? "it is not UTF-8" : ExceptionText.From(exception, file.FullName))}",
                problems
            );
        }

        return [];
    }

    public static void Write(IReadOnlyDictionary<string, FileDigest> files, IBufferWriter<byte> buffer)
    {
        foreach (string path in files.Keys.Order(StringComparer.Ordinal))
        {
            Encoding.UTF8.GetBytes($"{files[path]}{Separator}{path}\n", buffer);
        }
    }

    /// <summary>Returns null when a line is malformed.</summary>
    private static Dictionary<string, FileDigest>? Parse(IEnumerable<string> lines)
    {
        Dictionary<string, FileDigest> files = new(StringComparer.Ordinal);
        foreach (string line in lines)
        {
            bool isLong = line.Length > FileDigest.DigitCount + Separator.Length;
            if (
                !isLong
                || !line.AsSpan(FileDigest.DigitCount).StartsWith(Separator)
                || FileDigest.Parse(line.AsSpan(0, FileDigest.DigitCount)) is not { } sum
            )
            {
                return null;
            }

            files[line[(FileDigest.DigitCount + Separator.Length)..]] = sum;
        }

        return files;
    }

    private static void Warn(string found, ProblemList problems) =>
        problems.AddWarning(
            ProblemCode.InvalidFileList,
            default,
            Name,
            $"the file list of an earlier run {found}, so files of that run were not removed",
            "remove files that are no longer needed"
        );
}
