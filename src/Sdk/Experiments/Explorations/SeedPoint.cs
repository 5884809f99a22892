using System.Text.Json.Serialization;
using Scalewright.Providers.Simulation;
using Scalewright.Sweeps;

namespace Scalewright.Explorations;

/// <summary>A range of seeds of a test, which a process of its own runs.</summary>
/// <param name="Key">Unique key.</param>
/// <param name="Tests">Absolute path of the test assembly.</param>
/// <param name="Test">Full name of the test.</param>
/// <param name="First">First seed.</param>
/// <param name="Count">Number of seeds.</param>
/// <param name="Shrinks">True to minimize the faults of a failing seed.</param>
internal sealed record SeedPoint(string Key, string Tests, string Test, long First, int Count, bool Shrinks)
{
    public static SeedPoint Create(string tests, string test, long first, int count, bool shrinks = false) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{test}/{first}+{count}"), tests, test, first, count, shrinks);

    /// <summary>Returns whether a point of a sweep is a range of seeds.</summary>
    public static bool TryParse(SweepPoint point, [NotNullWhen(true)] out SeedPoint? seeds)
    {
        using JsonDocument document = JsonDocument.Parse(point.Line);
        seeds = document.RootElement.TryGetProperty("tests", out _) ? document.RootElement.Deserialize(SeedJson.Default.SeedPoint) : null;
        return seeds is not null;
    }

    public SweepPoint ToPoint() => SweepPoint.Parse(JsonSerializer.Serialize(this, SeedJson.Default.SeedPoint));

    /// <summary>Returns the two halves of a range with several seeds.</summary>
    public IEnumerable<SeedPoint> Split() =>
        [Create(Tests, Test, First, Count / 2, Shrinks), Create(Tests, Test, First + (Count / 2), Count - (Count / 2), Shrinks)];
}

/// <summary>Line of the seed report of a test.</summary>
internal sealed record SeedLine
{
    /// <summary>Full name of the test.</summary>
    public required string Test { get; init; }

    /// <summary>First seed of the range.</summary>
    public long FirstSeed { get; init; }

    /// <summary>Number of seeds of the range.</summary>
    public int Seeds { get; init; }

    /// <summary>Number of seeds that were run; a failure can end the range early.</summary>
    public int SeedsRun { get; init; }

    /// <summary>Number of seeds that were run twice to compare them.</summary>
    public long DeterminismChecks { get; init; }

    /// <summary>Number of generated faults, over all seeds.</summary>
    public long Faults { get; init; }

    /// <summary>Number of times that the program was killed, over all seeds.</summary>
    public long Kills { get; init; }

    /// <summary>Number of steps of the simulation, over all seeds.</summary>
    public long Steps { get; init; }

    /// <summary>Virtual time over all seeds, in seconds.</summary>
    public double VirtualSeconds { get; init; }

    /// <summary>Failing seeds; empty if all passed.</summary>
    public ValueList<SeedFailureLine> Failures { get; init; } = [];

    /// <summary>Situations that the test declares, with the seeds that reached them.</summary>
    public ValueList<SituationLine> Situations { get; init; } = [];

    /// <summary>Faults and operations that met.</summary>
    public FaultCoverage Coverage { get; init; } = new();
}

/// <summary>Declared situation of a report.</summary>
internal sealed record SituationLine
{
    /// <summary>Name that the test declares.</summary>
    public string Name { get; init; } = "";

    /// <summary>Number of seeds that reached the situation.</summary>
    public long Seeds { get; init; }
}

/// <summary>Failing seed of a report.</summary>
internal sealed record SeedFailureLine
{
    /// <summary>The seed.</summary>
    public long Seed { get; init; }

    /// <summary>Seed and faults that repeat the failure, for example <c>27:16</c>.</summary>
    public string Replay { get; init; } = "";

    /// <summary>Full name of the type of the exception.</summary>
    public string Exception { get; init; } = "";

    /// <summary>Message of the exception.</summary>
    public string Message { get; init; } = "";

    /// <summary>Innermost stack frame of the user's program; empty if unknown.</summary>
    public string At { get; init; } = "";

    /// <summary>Phase that failed, for example <c>check</c>; empty if unknown.</summary>
    public string Phase { get; init; } = "";

    /// <summary>Descriptions of the faults that remain after minimizing, in order of time.</summary>
    public ValueList<string> Faults { get; init; } = [];

    /// <summary>Number of faults before minimizing.</summary>
    public int GeneratedFaults { get; init; }
}

[JsonSerializable(typeof(SeedPoint))]
[JsonSerializable(typeof(SeedLine))]
[JsonSerializable(typeof(CampaignJson))]
[JsonSerializable(typeof(CampaignReport))]
[JsonSerializable(typeof(string))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [
        typeof(ValueListConverter<string>),
        typeof(ValueListConverter<SeedFailureLine>),
        typeof(ValueListConverter<SituationLine>),
        typeof(ValueListConverter<ExploredCoverage>),
        typeof(ValueListConverter<ExploredSituation>),
        typeof(ValueListConverter<ExploredTest>),
        typeof(ValueListConverter<FailureGroup>),
        typeof(ValueListConverter<FaultPair>),
        typeof(ValueListConverter<EarlierFailure>),
        typeof(ValueListConverter<MissingRange>),
    ]
)]
internal sealed partial class SeedJson : JsonSerializerContext;
