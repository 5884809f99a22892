namespace Scalewright.Sweeps;

/// <summary>Points, one per line. An index of byte offsets lets each element read only its own points.</summary>
internal static class PointsFile
{
    public const string Name = "points.jsonl";
    public const string ChunksName = "chunks";

    // Digits of the maximum file length, and a line feed.
    private const int OffsetLength = 20;
    private const string MakeFirst = "make a sweep there first";
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Returns the index of the elements' first bytes.</summary>
    public static byte[] DescribeChunks(IReadOnlyList<byte[]> lines, int chunk)
    {
        StringBuilder offsets = new((lines.Count / chunk + 2) * OffsetLength);
        long offset = 0;
        for (int point = 0; point < lines.Count; point++)
        {
            if (point % chunk == 0)
            {
                offsets.Append(CultureInfo.InvariantCulture, $"{offset:D19}\n");
            }

            offset += lines[point].Length;
        }

        return Utf8.GetBytes(offsets.Append(CultureInfo.InvariantCulture, $"{offset:D19}\n").ToString());
    }

    /// <summary>Reads all points of a folder.</summary>
    /// <exception cref="SweepException">The points are missing or not valid. The exception lists each invalid
    /// line.</exception>
    public static ValueList<SweepPoint> Read(string sweep, string folder)
    {
        string file = Path.Combine(folder, Name);
        return Parse(sweep, file, () => File.ReadLines(file, Utf8));
    }

    /// <summary>Reads the points of one element; empty if the element does not exist.</summary>
    /// <exception cref="SweepException">The points are missing or not valid. The exception lists each invalid line,
    /// counted from the first line of the element.</exception>
    public static ValueList<SweepPoint> ReadChunk(string sweep, string folder, int element) =>
        Parse(sweep, Path.Combine(folder, Name), () => Utf8.GetString(ReadBytes(folder, element)).Split('\n'));

    private static byte[] ReadBytes(string folder, int element)
    {
        using FileStream chunks = File.OpenRead(Path.Combine(folder, ChunksName));
        long position = (long)element * OffsetLength;
        if (chunks.Length < position + (2 * OffsetLength))
        {
            return [];
        }

        byte[] offsets = new byte[2 * OffsetLength];
        chunks.Position = position;
        chunks.ReadExactly(offsets);
        long first = OffsetIn(offsets);
        byte[] bytes = new byte[OffsetIn(offsets.AsSpan(OffsetLength)) - first];
        using FileStream points = File.OpenRead(Path.Combine(folder, Name));
        points.Position = first;
        points.ReadExactly(bytes);
        return bytes;
    }

    private static long OffsetIn(ReadOnlySpan<byte> line) =>
        long.TryParse(line[..(OffsetLength - 1)], NumberStyles.None, CultureInfo.InvariantCulture, out long offset)
            ? offset
            : throw new InvalidDataException("its list of chunks is damaged");

    private static ValueList<SweepPoint> Parse(string sweep, string file, Func<IEnumerable<string>> read)
    {
        ProblemList problems = new();
        ValueList<SweepPoint> points;
        try
        {
            points = ParseLines(read(), problems);
        }
        catch (Exception exception)
            when (exception
                    is IOException
                        or InvalidDataException
                        or UnauthorizedAccessException
                        or DecoderFallbackException
                        or OverflowException
            )
        {
            throw new SweepException(
                sweep,
                new Problem(ProblemCode.UnreadableFile, $"its points cannot be read: {TextEscaping.Escape(exception.Message)}", MakeFirst)
                {
                    Source = file,
                },
                exception
            );
        }

        return !problems.HasErrors
            ? points
            : throw new SweepException(sweep, [.. problems.ToValueList().Select(problem => problem with { Source = file })]);
    }

    /// <summary>Parses lines up to the maximum number of points. Skips empty lines.</summary>
    private static ValueList<SweepPoint> ParseLines(IEnumerable<string> lines, ProblemList problems)
    {
        List<SweepPoint> points = [];
        HashSet<string> keys = new(StringComparer.Ordinal);
        int line = 0;
        foreach (string text in lines)
        {
            line++;
            if (points.Count == SweepFolder.MaxPoints)
            {
                problems.AddError(
                    ProblemCode.SizeLimit,
                    new TextPosition(line, 1),
                    "",
                    $"there are more than {SweepFolder.MaxPoints} points",
                    "split the sweep"
                );
                break;
            }

            if (text.Length == 0 || ParseLine(text, line, problems) is not { } point)
            {
                continue;
            }

            points.Add(point);
            if (!keys.Add(point.Key))
            {
                problems.AddError(
                    ProblemCode.DuplicateName,
                    new TextPosition(line, 1),
                    "key",
                    $"key '{TextEscaping.Escape(point.Key)}' is used twice",
                    "give each point a unique key"
                );
            }
        }

        return points.ToValueList();
    }

    /// <summary>Parses a line; null if it is not a point, which is reported.</summary>
    private static SweepPoint? ParseLine(string text, int line, ProblemList problems)
    {
        try
        {
            return SweepPoint.Parse(text);
        }
        catch (FormatException exception)
        {
            problems.AddError(
                ProblemCode.SyntaxError,
                new TextPosition(line, 1),
                "",
                exception.Message,
                """write {"key": "a", ...} on each line"""
            );
            return null;
        }
    }
}
