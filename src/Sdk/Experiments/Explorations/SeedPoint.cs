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
    public required string Test { get; init; }

    public long FirstSeed { get; init; }

    public int Seeds { get; init; }

    public int SeedsRun { get; init; }

    public long DeterminismChecks { get; init; }

    public long Faults { get; init; }

    public long Kills { get; init; }

    public long Steps { get; init; }

    public double VirtualSeconds { get; init; }

    public ValueList<SeedFailureLine> Failures { get; init; } = [];

    public ValueList<SituationLine> Situations { get; init; } = [];

    public FaultCoverage Coverage { get; init; } = new();
}

/// <summary>Declared situation of a report.</summary>
internal sealed record SituationLine
{
    public string Name { get; init; } = "";

    public long Seeds { get; init; }
}

/// <summary>Failing seed of a report.</summary>
internal sealed record SeedFailureLine
{
    public long Seed { get; init; }

    public string Replay { get; init; } = "";

    public string Exception { get; init; } = "";

    public string Message { get; init; } = "";

    public string At { get; init; } = "";

    public string Phase { get; init; } = "";

    public ValueList<string> Faults { get; init; } = [];

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
