using System.Text.Json.Serialization;

namespace Scalewright.Traces;

/// <summary>JSON of the first and the last block of a run. Generated code keeps the default of a missing key only for
/// properties with a setter.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(RunHeaderJson))]
[JsonSerializable(typeof(RunEndJson))]
[JsonSerializable(typeof(DifferencesJson))]
internal sealed partial class TraceJson : JsonSerializerContext;

/// <summary>First block of a run: the form of <see cref="RunHeader"/> in JSON.</summary>
internal sealed record RunHeaderJson
{
    public const int CurrentVersion = 1;

    /// <summary>Version of the format.</summary>
    public int Version { get; set; } = CurrentVersion;

    /// <summary>Full name of the test; empty if it was none.</summary>
    public string Test { get; set; } = "";

    /// <summary>First part of <see cref="Replay"/>, for readers of the file.</summary>
    public string Seed { get; set; } = "";

    /// <summary>Seed and faults that repeat the run; empty outside of a simulation.</summary>
    public string Replay { get; set; } = "";

    /// <summary><see cref="RunHeader.Role"/>.</summary>
    public string Role { get; set; } = "";

    /// <summary>Command that repeats the run; empty if unknown.</summary>
    public string Command { get; set; } = "";

    /// <summary>Date of the start of the run in UTC; empty if unknown.</summary>
    public string Epoch { get; set; } = "";

    /// <summary>Faults of the schedule.</summary>
    public RunFaultsJson Faults { get; set; } = new();

    /// <summary>Version of the recorder's package.</summary>
    public string Product { get; set; } = "";

    public static RunHeaderJson From(RunHeader header) =>
        new()
        {
            Test = header.Test,
            Seed = header.Replay.Split(':')[0],
            Replay = header.Replay,
            Role = header.Role,
            Command = header.Command,
            Epoch = header.Epoch.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture),
            Faults = new RunFaultsJson
            {
                Kept = [.. header.KeptFaults.Select(RunFaultJson.From)],
                Removed = [.. header.RemovedFaults.Select(RunFaultJson.From)],
            },
            Product = header.Version,
        };

    /// <exception cref="InvalidDataException">A time is invalid.</exception>
    public RunHeader ToHeader() =>
        new()
        {
            Test = Test,
            Replay = Replay,
            Role = Role,
            Command = Command,
            Epoch = ParseEpoch(),
            KeptFaults = Faults.Kept.OfType<RunFaultJson>().Select(fault => fault.ToFault()).ToValueList(),
            RemovedFaults = Faults.Removed.OfType<RunFaultJson>().Select(fault => fault.ToFault()).ToValueList(),
            Version = Product,
        };

    private DateTimeOffset ParseEpoch()
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        bool isKnown = DateTimeOffset.TryParse(Epoch, CultureInfo.InvariantCulture, Utc, out DateTimeOffset epoch);
        return isKnown || Epoch.Length == 0 ? epoch : throw new InvalidDataException("its epoch is not a date");
    }
}

internal sealed record RunFaultsJson
{
    public RunFaultJson?[] Kept { get; set; } = [];

    public RunFaultJson?[] Removed { get; set; } = [];
}

internal sealed record RunFaultJson
{
    public int Number { get; set; }

    public string At { get; set; } = "00:00";

    public string Text { get; set; } = "";

    public static RunFaultJson From(RunFault fault) =>
        new()
        {
            Number = fault.Number,
            At = TraceTime.Format(fault.At),
            Text = fault.Text,
        };

    /// <exception cref="InvalidDataException">The time is invalid.</exception>
    public RunFault ToFault() =>
        TraceTime.TryParse(At, out TimeSpan time)
            ? new RunFault(Number, time, Text)
            : throw new InvalidDataException("the time of a fault is invalid");
}

/// <summary>Last block of a run: the form of <see cref="RunEnd"/> in JSON.</summary>
internal sealed record RunEndJson
{
    /// <summary>One of <see cref="RunOutcomes"/>.</summary>
    public string Outcome { get; set; } = "";

    /// <summary>Phase that failed; empty if none failed.</summary>
    public string Phase { get; set; } = "";

    /// <summary>Type of the exception without its namespace; empty if nothing failed.</summary>
    public string Exception { get; set; } = "";

    /// <summary>Message of the exception.</summary>
    public string Message { get; set; } = "";

    /// <summary>Stack frames of the user's program, innermost first.</summary>
    public string?[] Frames { get; set; } = [];

    /// <summary>Time since the start of the run in ticks of 100 ns.</summary>
    public long At { get; set; }

    /// <summary>Step of the simulation's kernel; 0 outside of a simulation.</summary>
    public long Step { get; set; }

    /// <summary>Number of recorded events.</summary>
    public int Events { get; set; }

    /// <summary>Number of events that were not recorded, because there were too many.</summary>
    public long Dropped { get; set; }

    /// <summary>Hash of the order of all steps; empty outside of a simulation.</summary>
    public string Hash { get; set; } = "";

    public static RunEndJson From(RunEnd end, int events) =>
        new()
        {
            Outcome = end.Outcome,
            Phase = end.Phase,
            Exception = end.Exception,
            Message = end.Message,
            Frames = [.. end.Frames],
            At = end.At.Ticks,
            Step = end.Step,
            Events = events,
            Dropped = end.DroppedCount,
            Hash = end.Hash,
        };

    public RunEnd ToEnd() =>
        new()
        {
            Outcome = Outcome,
            Phase = Phase,
            Exception = Exception,
            Message = Message,
            Frames = Frames.OfType<string>().ToValueList(),
            At = new TimeSpan(At),
            Step = Step,
            DroppedCount = Dropped,
            Hash = Hash,
        };
}
