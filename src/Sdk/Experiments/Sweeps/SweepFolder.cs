using System.Security.Cryptography;

namespace Scalewright.Sweeps;

/// <summary>
/// A sweep on disk for any engine. <c>points.jsonl</c> contains all points, <c>attempts/NUMBER/points.jsonl</c> those
/// of one attempt, and <c>attempts/NUMBER/element-N.jsonl</c> the results of its element N. Each element writes
/// complete lines to its own file, so a killed element loses only its current line.
/// </summary>
/// <param name="path">The folder. On a cluster, all machines must have access to it.</param>
public sealed class SweepFolder(string path)
{
    /// <summary>Maximum number of points of a sweep.</summary>
    public const int MaxPoints = 10_000_000;

    private const string JobEnding = ".job";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Absolute path of the folder.</summary>
    public string FullPath { get; } = System.IO.Path.GetFullPath(path ?? throw new ArgumentNullException(nameof(path)));

    private string Attempts => Path.Combine(FullPath, "attempts");

    /// <summary>Creates a sweep. The folder is created if it does not exist.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="points">The points, in the order of the results.</param>
    /// <exception cref="SweepException">Keys are not unique, the folder contains other points, or it cannot be
    /// written.</exception>
    public static SweepFolder Create(string path, IEnumerable<SweepPoint> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        SweepFolder folder = new(path);
        SweepPoint[] allPoints = [.. points];
        ProblemList problems = new();
        HashSet<string> keys = new(allPoints.Length, StringComparer.Ordinal);
        foreach (SweepPoint point in allPoints)
        {
            if (!keys.Add(point.Key))
            {
                problems.AddError(
                    ProblemCode.DuplicateName,
                    TextPosition.None,
                    "key",
                    $"key '{TextEscaping.Escape(point.Key)}' is used twice",
                    "give each point a unique key"
                );
            }
        }

        if (problems.HasErrors)
        {
            throw new SweepException(folder.FullPath, problems.ToValueList());
        }

        byte[] content = Utf8.GetBytes(string.Concat(allPoints.Select(point => point.Line + "\n")));
        try
        {
            folder.SavePoints(content);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw folder.NotWritten(failure);
        }

        return folder;
    }

    /// <summary>Reads the points in order.</summary>
    /// <exception cref="SweepException">The points are missing or invalid. The exception lists each invalid
    /// line.</exception>
    public ValueList<SweepPoint> ReadPoints() => PointsFile.Read(FullPath, FullPath);

    /// <summary>Starts an attempt to compute the missing points.</summary>
    /// <param name="chunkSize">Number of points per element.</param>
    /// <returns>Null if no point is missing.</returns>
    /// <exception cref="SweepException">The points cannot be read, or the folder cannot be written.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The chunk size is less than 1.</exception>
    public SweepAttempt? BeginAttempt(int chunkSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chunkSize, 1);
        Dictionary<string, string> results = ReadResults(out _);
        SweepPoint[] missing = [.. ReadPoints().Where(point => !results.ContainsKey(point.Key))];
        if (missing.Length == 0)
        {
            return null;
        }

        try
        {
            return CreateAttempt(missing, chunkSize);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(failure);
        }
    }

    /// <summary>Returns the current results.</summary>
    /// <exception cref="SweepException">The points cannot be read.</exception>
    public SweepReport ReadReport()
    {
        Dictionary<string, string> results = ReadResults(out Dictionary<string, string> failures);
        ValueList<SweepPoint> points = ReadPoints();
        return new SweepReport(
            points.Count,
            points.Count(point => results.ContainsKey(point.Key)),
            points
                .Where(point => !results.ContainsKey(point.Key) && failures.ContainsKey(point.Key))
                .Select(point => KeyValuePair.Create(point.Key, failures[point.Key]))
                .ToValueMap()
        );
    }

    /// <summary>Writes one line per point, in order. The bytes are independent of chunks and interruptions.</summary>
    /// <param name="output">Destination of the results; stays open.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SweepException">Points have no result; nothing is written.</exception>
    public async Task CollectAsync(Stream output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        Dictionary<string, string> results = ReadResults(out Dictionary<string, string> failures);
        ValueList<SweepPoint> points = ReadPoints();
        SweepPoint[] missing = [.. points.Where(point => !results.ContainsKey(point.Key))];
        if (missing.Length > 0)
        {
            string first = missing[0].Key;
            string why = failures.TryGetValue(first, out string? failure) ? $": {failure}" : "";
            throw new SweepException(
                FullPath,
                new Problem(
                    ProblemCode.MissingField,
                    $"{missing.Length} of {points.Count} points have no result; the first is '{TextEscaping.Escape(first)}'{why}",
                    "run the sweep again; existing results are kept"
                )
            );
        }

        foreach (SweepPoint point in points)
        {
            await output.WriteAsync(Utf8.GetBytes(results[point.Key] + "\n"), cancellationToken);
        }
    }

    /// <summary>Returns the folder of an attempt. Names of files that engines write there must not end in
    /// <c>.jsonl</c>.</summary>
    /// <param name="attempt">The attempt.</param>
    public string GetAttemptFolder(SweepAttempt attempt) =>
        AttemptFolder((attempt ?? throw new ArgumentNullException(nameof(attempt))).Number);

    /// <summary>For engines: records why an element ended. The next attempt retries its missing points.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="element">Index of the element, from 0.</param>
    /// <param name="reason">One line, for example <c>its element exited with code 3: no licence</c>.</param>
    /// <exception cref="SweepException">The points cannot be read, or the folder cannot be written.</exception>
    public void ReportElementEnd(SweepAttempt attempt, int element, string reason)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentNullException.ThrowIfNull(reason);
        try
        {
            string results = ResultsFile(attempt.Number, element);
            HashSet<string> done = File.Exists(results) ? [.. SweepResultLine.ReadAll(results).Select(line => line.Key)] : [];
            byte[][] lines =
            [
                .. ReadChunk(attempt.Number, element)
                    .Where(point => !done.Contains(point.Key))
                    .Select(point => SweepResultLine.OfFailure(point.Key, reason)),
            ];
            WriteAtomically(
                Path.Combine(AttemptFolder(attempt.Number), string.Create(CultureInfo.InvariantCulture, $"element-{element}-end.jsonl")),
                [.. lines.SelectMany(line => line)]
            );
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(failure);
        }
    }

    /// <summary>Returns the results of all attempts, with the keys of their points.</summary>
    internal IEnumerable<(string Key, string Result)> ReadResultLines() =>
        AttemptNumbers()
            .SelectMany(number => Directory.EnumerateFiles(AttemptFolder(number), "element-*.jsonl").Order(StringComparer.Ordinal))
            .SelectMany(ReadResultLines);

    /// <summary>Returns the results of an element, with the keys of their points.</summary>
    internal IEnumerable<(string Key, string Result)> ReadResultLines(SweepAttempt attempt, int element) =>
        ReadResultLines(ResultsFile(attempt.Number, element));

    /// <summary>Adds complete lines to the results of an element.</summary>
    /// <exception cref="SweepException">The folder cannot be written.</exception>
    internal void AddResultLines(SweepAttempt attempt, int element, IEnumerable<SweepResultLine> lines)
    {
        try
        {
            using FileStream results = new(
                ResultsFile(attempt.Number, element),
                FileMode.Append,
                FileAccess.Write,
                FileShare.Read,
                bufferSize: 0
            );

            // A killed program may have left an unterminated line. Empty lines are ignored.
            results.Write([(byte)'\n', .. lines.SelectMany(line => line.ToBytes())]);
            RandomAccess.FlushToDisk(results.SafeFileHandle);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(failure);
        }
    }

    /// <summary>Returns the keys of an element's points without a line in its results.</summary>
    internal ValueList<string> ReadMissingKeys(SweepAttempt attempt, int element)
    {
        string file = ResultsFile(attempt.Number, element);
        HashSet<string> completedKeys = File.Exists(file) ? [.. SweepResultLine.ReadAll(file).Select(line => line.Key)] : [];
        return [.. ReadChunk(attempt.Number, element).Select(point => point.Key).Where(key => !completedKeys.Contains(key))];
    }

    private static IEnumerable<(string Key, string Result)> ReadResultLines(string file)
    {
        foreach (SweepResultLine line in File.Exists(file) ? SweepResultLine.ReadAll(file) : [])
        {
            if (line.Failure is null)
            {
                using JsonDocument document = JsonDocument.Parse(line.Text);
                yield return (line.Key, document.RootElement.GetProperty("result").GetRawText());
            }
        }
    }

    internal string GetJobFile(SweepAttempt attempt, string name) => Path.Combine(GetAttemptFolder(attempt), name + JobEnding);

    /// <summary>Records a job of an attempt, first without its ID and then with it.</summary>
    /// <exception cref="SweepException">The folder cannot be written.</exception>
    internal SweepJob RecordJob(SweepAttempt attempt, string name, long? id)
    {
        SweepJob job = new(GetJobFile(attempt, name), name, id);
        try
        {
            WriteAtomically(job.File, Utf8.GetBytes(id is { } jobId ? string.Create(CultureInfo.InvariantCulture, $"{jobId}\n") : ""));
            return job;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(failure);
        }
    }

    /// <summary>Deletes the records of jobs that have ended, or that must not start.</summary>
    /// <exception cref="SweepException">The folder cannot be written.</exception>
    internal void ForgetJobs(IEnumerable<SweepJob> jobs)
    {
        try
        {
            foreach (SweepJob job in jobs.Where(job => File.Exists(job.File)))
            {
                File.Delete(job.File);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(failure);
        }
    }

    /// <summary>Returns the recorded jobs of all attempts.</summary>
    internal ValueList<SweepJob> ReadJobs() =>
        [
            .. AttemptNumbers()
                .SelectMany(number => Directory.EnumerateFiles(AttemptFolder(number), $"*{JobEnding}"))
                .Order(StringComparer.Ordinal)
                .Select(file => new SweepJob(
                    file,
                    Path.GetFileNameWithoutExtension(file),
                    long.TryParse(File.ReadAllText(file).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id : null
                )),
        ];

    internal ValueList<SweepPoint> ReadChunk(int attempt, int element) => PointsFile.ReadChunk(FullPath, AttemptFolder(attempt), element);

    internal string ResultsFile(int attempt, int element) =>
        Path.Combine(AttemptFolder(attempt), string.Create(CultureInfo.InvariantCulture, $"element-{element}.jsonl"));

    private SweepException NotWritten(Exception failure) =>
        new(
            FullPath,
            new Problem(
                ProblemCode.OutputNotWritable,
                $"cannot be written: {ExceptionText.From(failure)}",
                "choose a writable folder with enough free space"
            ),
            failure
        );

    private SweepAttempt CreateAttempt(SweepPoint[] missing, int chunkSize)
    {
        Directory.CreateDirectory(Attempts);
        int number = AttemptNumbers().LastOrDefault() + 1;
        string folder;
        // Another process may start an attempt at the same time; only one can create the name.
        do
        {
            folder = Path.Combine(Attempts, SweepAttempt.GetName(number++));
        } while (!TryClaimFolder(folder));
        byte[][] lines = [.. missing.Select(point => Utf8.GetBytes(point.Line + "\n"))];
        WriteAtomically(Path.Combine(folder, PointsFile.ChunksName), PointsFile.DescribeChunks(lines, chunkSize));
        WriteAtomically(Path.Combine(folder, PointsFile.Name), [.. lines.SelectMany(line => line)]);
        return new SweepAttempt(number - 1, missing.Length, chunkSize);
    }

    private void SavePoints(byte[] points)
    {
        string file = Path.Combine(FullPath, PointsFile.Name);
        if (File.Exists(file) && !File.ReadAllBytes(file).AsSpan().SequenceEqual(points))
        {
            throw new SweepException(
                FullPath,
                new Problem(ProblemCode.ConflictingFields, "the folder contains other points", "use these points, or another folder")
            );
        }

        Directory.CreateDirectory(FullPath);
        WriteAtomically(file, points);
    }

    private static void WriteAtomically(string file, byte[] content)
    {
        // Process IDs are not unique among the machines that share the folder.
        string temporary = $"{file}.{RandomNumberGenerator.GetHexString(16, lowercase: true)}.tmp";
        File.WriteAllBytes(temporary, content);
        File.Move(temporary, file, overwrite: true);
    }

    private static bool TryClaimFolder(string folder)
    {
        // Directory.CreateDirectory also succeeds for an existing folder. Therefore each process tries to create a
        // file in it, which succeeds only for the first one.
        Directory.CreateDirectory(folder);
        try
        {
            using FileStream claimFile = new(Path.Combine(folder, "taken"), FileMode.CreateNew);
            return true;
        }
        catch (IOException) when (File.Exists(Path.Combine(folder, "taken")))
        {
            // Another process has created the file first.
            return false;
        }
    }

    private string AttemptFolder(int number) => Path.Combine(Attempts, SweepAttempt.GetName(number));

    private int[] AttemptNumbers() =>
        !Directory.Exists(Attempts)
            ? []
            : [.. Directory.EnumerateDirectories(Attempts).Select(ParseNumber).Where(number => number > 0).Order()];

    private static int ParseNumber(string folder) =>
        int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    /// <summary>Reads the first complete result of each key, in the order of attempts and elements.</summary>
    private Dictionary<string, string> ReadResults(out Dictionary<string, string> failures)
    {
        Dictionary<string, string> results = new(StringComparer.Ordinal);
        failures = new(StringComparer.Ordinal);
        foreach (int attempt in AttemptNumbers())
        {
            foreach (string file in Directory.EnumerateFiles(AttemptFolder(attempt), "element-*.jsonl").Order(StringComparer.Ordinal))
            {
                foreach (SweepResultLine line in SweepResultLine.ReadAll(file))
                {
                    if (line.Failure is { } failure)
                    {
                        failures[line.Key] = failure;
                    }
                    else
                    {
                        results.TryAdd(line.Key, line.Text);
                    }
                }
            }
        }

        return results;
    }
}
