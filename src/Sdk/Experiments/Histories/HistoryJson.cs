using System.Text.Json.Serialization;

namespace Scalewright.Experiments.Histories;

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(ExperimentJson))]
[JsonSerializable(typeof(ProvenanceJson))]
[JsonSerializable(typeof(BundleJson))]
internal sealed partial class HistoryJson : JsonSerializerContext;

/// <summary>The file <c>bundle.json</c>: file names, overrides, and machines of a definition without any.</summary>
internal sealed record BundleJson(string[] Files, SortedDictionary<string, string> Overrides)
{
    // Generated code sets missing values to null.
    public MachinesJson[] Machines
    {
        get;
        init => field = value ?? [];
    } = [];
}

internal sealed record MachinesJson(string Kind, int Count, int Cores, int MemoryMib);

/// <summary>The file <c>provenance.json</c>, the only one with wall clock times and the host.</summary>
/// <param name="Definition">Hash of the definition's files.</param>
/// <param name="Scalewright">Version of the package.</param>
/// <param name="Runtime">Description of the .NET runtime.</param>
/// <param name="Seed">Seed of the experiment.</param>
/// <param name="Started">Start of the experiment.</param>
/// <param name="Ended">End of the last run; null before.</param>
internal sealed record ProvenanceJson(
    string Definition,
    string Scalewright,
    string Runtime,
    long Seed,
    DateTimeOffset Started,
    DateTimeOffset? Ended
)
{
    // Generated code sets missing values to null.
    /// <summary>Commit of the package; empty if unknown.</summary>
    public string Commit
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>Description of the machine; empty in folders of earlier versions.</summary>
    public string Host
    {
        get;
        init => field = value ?? "";
    } = "";
}

/// <summary>The file <c>experiment.json</c>: parameters to evaluate an experiment without its definition.</summary>
/// <param name="Name">Name of the experiment.</param>
/// <param name="Task">Operator that is scaled.</param>
/// <param name="Type">Type of the experiment.</param>
/// <param name="Seed">Seed of the experiment.</param>
/// <param name="Runs">Number of runs of each point.</param>
/// <param name="WarmUpSeconds">Longest warm-up of a point in seconds.</param>
/// <param name="CoolDownSeconds">Longest cool-down of a point in seconds.</param>
/// <param name="Points">The points; one without a sweep.</param>
internal sealed record ExperimentJson(
    string Name,
    string Task,
    string Type,
    long Seed,
    int Runs,
    double WarmUpSeconds,
    double CoolDownSeconds,
    PointJson[] Points
)
{
    // Generated code sets missing values to null.
    public string Node
    {
        get;
        init => field = value ?? "";
    } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ThresholdsJson? Thresholds { get; init; }

    /// <summary>Limits of the backlog; null in folders of earlier versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BacklogJson? Backlog { get; init; }

    /// <summary>The simulated machines; empty for real runs, whose host is in <c>provenance.json</c>.</summary>
    public string Host
    {
        get;
        init => field = value ?? "";
    } = "";

    public SortedDictionary<string, string> Config
    {
        get;
        init => field = value ?? [];
    } = [];
}

/// <summary>Limits of the backlog.</summary>
internal sealed record BacklogJson(double KeepingUpSeconds, double BehindSeconds)
{
    public BacklogLimits ToLimits() =>
        new() { KeepingUp = TimeSpan.FromSeconds(KeepingUpSeconds), Behind = TimeSpan.FromSeconds(BehindSeconds) };
}

/// <summary>A point of a sweep. Folders of earlier versions have warm-up and cool-down per experiment.</summary>
internal sealed record PointJson(
    string Name,
    SortedDictionary<string, string> Parameters,
    double? WarmUpSeconds = null,
    double? CoolDownSeconds = null
);
