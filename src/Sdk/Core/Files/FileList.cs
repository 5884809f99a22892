namespace Scalewright.Files;

/// <summary>
/// The generated files of a folder with their sums, in the form that <c>sha256sum --check</c> reads: 64 digits, two blanks,
/// path. So the next run knows which files are its own.
/// </summary>
internal static class FileList
{
    /// <summary>Name of the list in the folder.</summary>
    public const string Name = "files.sha256";

    private const long LengthMax = 512L << 20;
    private const string Separator = "  ";

    /// <summary>Reads the list of a folder.</summary>
    /// <param name="problems">Where a warning goes when the list cannot be used.</param>
    /// <returns>The files; none when there is no list, or none that can be used.</returns>
    public static Dictionary<string, FileSum> Read(string root, ProblemList problems)
    {
        FileInfo file = new(Path.Combine(root, Name));
        try
        {
            if (!file.Exists || file.Length == 0)
            {
                return [];
            }

            if (file.Length <= LengthMax && file.LinkTarget is null && Parse(File.ReadLines(file.FullName, new UTF8Encoding(false, throwOnInvalidBytes: true))) is { } files)
            {
                return files;
            }

            Warn("is not as it was written", problems);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            Warn($"cannot be read: {(e is DecoderFallbackException ? "it is not UTF-8" : FaultText.Of(e, file.FullName))}", problems);
        }

        return [];
    }

    /// <summary>Writes the list, in ordinal order of the paths.</summary>
    public static void Write(IReadOnlyDictionary<string, FileSum> files, IBufferWriter<byte> buffer)
    {
        foreach (string path in files.Keys.Order(StringComparer.Ordinal))
        {
            Encoding.UTF8.GetBytes($"{files[path]}{Separator}{path}\n", buffer);
        }
    }

    /// <summary>Null when a line is none of the list.</summary>
    private static Dictionary<string, FileSum>? Parse(IEnumerable<string> lines)
    {
        Dictionary<string, FileSum> files = new(StringComparer.Ordinal);
        foreach (string line in lines)
        {
            bool isLong = line.Length > FileSum.DigitCount + Separator.Length;
            if (!isLong || !line.AsSpan(FileSum.DigitCount).StartsWith(Separator) || FileSum.Parse(line.AsSpan(0, FileSum.DigitCount)) is not { } sum)
            {
                return null;
            }

            files[line[(FileSum.DigitCount + Separator.Length)..]] = sum;
        }

        return files;
    }

    private static void Warn(string found, ProblemList problems) => problems.AddWarning(
        ProblemCode.FileListUnusable, default, Name, $"the list of an earlier run {found}, so no file of that run is removed", "remove by hand what nobody needs");
}
