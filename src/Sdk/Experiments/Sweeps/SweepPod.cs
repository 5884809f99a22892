namespace Scalewright.Sweeps;

/// <summary>
/// Element of a sweep in a pod. It reads its points from a file of the pod, and prints each result on a line of the
/// standard output, so that pods and their controller share no folder.
/// </summary>
internal static class SweepPod
{
    public const string CommandName = "scalewright-sweep-pod";

    /// <summary>Name of the file with the points of all elements of a Job.</summary>
    public const string InputName = "points.jsonl";

    /// <summary>Beginning of a line with a result. Programs may print other lines.</summary>
    public const string Marker = "scalewright-result ";

    // Kubernetes documentation, "Indexed Job for Parallel Processing with Static Work Assignment".
    private const string IndexVariable = "JOB_COMPLETION_INDEX";

    /// <summary>Returns the line of a point.</summary>
    /// <param name="index">Number of the pod that computes it.</param>
    public static string Format(int index, SweepPoint point) =>
        string.Create(CultureInfo.InvariantCulture, $"{{\"index\":{index},\"point\":{point.Line}}}\n");

    /// <summary>Returns the first point of a file; null if it has none.</summary>
    /// <exception cref="SweepException">The file cannot be read.</exception>
    public static SweepPoint? ReadFirst(string file) => Read(file, _ => true).FirstOrDefault();

    /// <summary>Computes the points of this pod.</summary>
    /// <exception cref="SweepException">The file cannot be read, or the pod has no number.</exception>
    public static async Task RunAsync(string file, Func<SweepPoint, Task<byte[]>> compute, CancellationToken cancellationToken)
    {
        if (
            !int.TryParse(Environment.GetEnvironmentVariable(IndexVariable), NumberStyles.None, CultureInfo.InvariantCulture, out int index)
        )
        {
            throw new SweepException(
                file,
                new Problem(
                    ProblemCode.MissingField,
                    $"the environment variable {IndexVariable} is not set",
                    "start the program as a pod of an indexed Job"
                )
            );
        }

        byte[] start = Encoding.UTF8.GetBytes("\n" + Marker);
        await using Stream output = OpenOutput();
        foreach (SweepPoint point in Read(file, pointIndex => pointIndex == index))
        {
            cancellationToken.ThrowIfCancellationRequested();
            // A single write: if the process is killed here, the line is either complete or unterminated. It begins
            // with a line feed, because the program may have printed an unterminated line.
            await output.WriteAsync(
                new byte[][] { start, await compute(point) }
                    .SelectMany(part => part)
                    .ToArray(),
                CancellationToken.None
            );
        }
    }

    /// <summary>Splits the log of a pod into results and the last other line.</summary>
    /// <param name="keys">Keys of the points of the pod.</param>
    public static (ValueList<SweepResultLine> Results, string Last) ReadLog(IEnumerable<string> log, IReadOnlySet<string> keys)
    {
        List<SweepResultLine> results = [];
        string last = "";
        foreach (string line in log)
        {
            if (!line.StartsWith(Marker, StringComparison.Ordinal))
            {
                last = line.Trim().Length > 0 ? line.Trim() : last;
            }
            else if (SweepResultLine.Read(Encoding.UTF8.GetBytes(line[Marker.Length..])) is { } result && keys.Contains(result.Key))
            {
                results.Add(result);
            }
        }

        return (results.ToValueList(), last);
    }

    [SuppressMessage("ApiDesign", "RS0030", Justification = "The log of a pod is the output of its program.")]
    private static Stream OpenOutput() => Console.OpenStandardOutput();

    private static IEnumerable<SweepPoint> Read(string file, Func<int, bool> selects)
    {
        IEnumerator<string> lines;
        try
        {
            lines = File.ReadLines(file).GetEnumerator();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NotRead(failure);
        }

        using (lines)
        {
            while (TryRead(out SweepPoint? point))
            {
                if (point is not null)
                {
                    yield return point;
                }
            }
        }

        bool TryRead(out SweepPoint? point)
        {
            point = null;
            try
            {
                if (!lines.MoveNext())
                {
                    return false;
                }

                using JsonDocument document = JsonDocument.Parse(lines.Current);
                if (selects(document.RootElement.GetProperty("index").GetInt32()))
                {
                    point = SweepPoint.Parse(document.RootElement.GetProperty("point").GetRawText());
                }

                return true;
            }
            catch (Exception failure)
                when (failure is IOException or JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
            {
                throw NotRead(failure);
            }
        }

        SweepException NotRead(Exception failure) =>
            new(
                file,
                new Problem(
                    ProblemCode.UnreadableFile,
                    $"its points cannot be read: {ExceptionText.From(failure)}",
                    "start the program as a pod of a sweep"
                ),
                failure
            );
    }
}
