using Scalewright.Providers.Simulation;

namespace Scalewright.Testing.Seeds;

/// <summary>
/// File of the variable <c>SCALEWRIGHT_SEED_REPORT</c>. Each run of a test appends a line of JSON. Tests of several
/// processes can share the file.
/// </summary>
internal sealed class SeedReportFile(string path)
{
    // Another test holds the file for one write.
    private const int MaxAttempts = 200;
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(25);

    /// <summary>Creates the file if it is missing, so that an invalid path fails before the first seed.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be written.</exception>
    public Task CheckAsync() => AppendAsync([]);

    /// <summary>Appends the line of a run.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be written.</exception>
    public Task AppendAsync(string test, SeedRange range) => AppendAsync(Format(test, range));

    private async Task AppendAsync(byte[] line)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                using FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 0);
                await file.WriteAsync(Complete(file, line));
                return;
            }
            catch (IOException exception) when (exception.GetType() == typeof(IOException) && attempt < MaxAttempts)
            {
                await Task.Delay(Wait, TimeProvider.System);
            }
        }
    }

    /// <summary>Moves to the end of a file. Completes the last line of a killed process before the next one.</summary>
    private static byte[] Complete(FileStream file, byte[] line)
    {
        bool isIncomplete = false;
        if (line.Length > 0 && file.Length > 0)
        {
            file.Seek(-1, SeekOrigin.End);
            isIncomplete = file.ReadByte() != '\n';
        }

        file.Seek(0, SeekOrigin.End);
        return isIncomplete ? [(byte)'\n', .. line] : line;
    }

    private static byte[] Format(string test, SeedRange range)
    {
        ExplorationReport report = range.Report;
        ArrayBufferWriter<byte> line = new();
        using (Utf8JsonWriter writer = new(line))
        {
            writer.WriteStartObject();
            writer.WriteString("test", test);
            writer.WriteNumber("firstSeed", range.FirstSeed);
            writer.WriteNumber("seeds", range.Count);
            writer.WriteNumber("seedsRun", report.SeedCount);
            writer.WriteNumber("determinismChecks", report.DeterminismCheckCount);
            writer.WriteNumber("faults", report.FaultCount);
            writer.WriteNumber("kills", report.KillCount);
            writer.WriteNumber("steps", report.StepCount);
            writer.WriteNumber("virtualSeconds", report.Elapsed.TotalSeconds);
            writer.WriteStartArray("failures");
            foreach (SeedFailure failure in report.Failures)
            {
                Write(writer, failure);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("situations");
            foreach (Situation situation in report.Situations)
            {
                writer.WriteStartObject();
                writer.WriteString("name", situation.Name);
                writer.WriteNumber("seeds", situation.SeedCount);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            Write(writer, report.Coverage);
            writer.WriteEndObject();
        }

        return [.. line.WrittenSpan, (byte)'\n'];
    }

    private static void Write(Utf8JsonWriter writer, FaultCoverage coverage)
    {
        writer.WriteStartObject("coverage");
        Write(writer, "faults", coverage.Faults);
        Write(writer, "operations", coverage.Operations);
        writer.WriteStartArray("reached");
        foreach (FaultPair pair in coverage.Reached)
        {
            writer.WriteStartObject();
            writer.WriteString("fault", pair.Fault);
            writer.WriteString("operation", pair.Operation);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, ValueList<string> values)
    {
        writer.WriteStartArray(name);
        foreach (string value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, SeedFailure failure)
    {
        SeedRun run = failure.Run;
        writer.WriteStartObject();
        writer.WriteNumber("seed", run.Seed);
        writer.WriteString("replay", failure.Replay);
        writer.WriteString("exception", run.Failure!.GetType().FullName);
        writer.WriteString("message", run.Failure.Message);
        if (run.UserFrames.Count > 0)
        {
            writer.WriteString("at", FailureText.WithoutFolder(run.UserFrames[0]));
        }

        if (run.FailedAt is { } point)
        {
            writer.WriteString("phase", $"{point}");
        }

        writer.WriteStartArray("faults");
        foreach (TimedFault fault in run.Faults.Faults)
        {
            writer.WriteStringValue($"{fault}");
        }

        writer.WriteEndArray();
        writer.WriteNumber("generatedFaults", failure.GeneratedFaults.Faults.Count);
        writer.WriteEndObject();
    }
}

/// <summary>Result of consecutive seeds.</summary>
internal sealed record SeedRange(long FirstSeed, int Count, ExplorationReport Report);
