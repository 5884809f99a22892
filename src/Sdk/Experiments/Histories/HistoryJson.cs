using System.Text.Json.Serialization;

namespace Scalewright.Experiments.Histories;

/// <summary>Reads and writes what a folder knows of its experiment.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ExperimentJson))]
[JsonSerializable(typeof(ProvenanceJson))]
[JsonSerializable(typeof(BundleJson))]
internal sealed partial class HistoryJson : JsonSerializerContext;

/// <summary>The file <c>bundle.json</c>: the names of files, what took the place of values of the definition, and the machines of one that names none.</summary>
internal sealed record BundleJson(string[] Files, SortedDictionary<string, string> Overrides)
{
    // Generated code sets what a file leaves out to null.
    public MachinesJson[] Machines { get; init => field = value ?? []; } = [];
}

/// <summary>Like machines, in <c>bundle.json</c>.</summary>
internal sealed record MachinesJson(string Kind, int Count, int Cores, int MemoryMib);

/// <summary>The file <c>provenance.json</c>: where the data comes from. Facts of the wall clock and of the machine that computed are here alone.</summary>
internal sealed record ProvenanceJson(string Definition, string Scalewright, string Runtime, long Seed, DateTimeOffset Started, DateTimeOffset? Ended)
{
    // Generated code sets what a file leaves out to null.
    public string Commit { get; init => field = value ?? ""; } = "";

    public string Host { get; init => field = value ?? ""; } = "";
}

/// <summary>The file <c>experiment.json</c>: what is needed to judge an experiment without reading its definition.</summary>
internal sealed record ExperimentJson(string Name, string Task, string Type, long Seed, int Runs, double WarmUpSeconds, double CoolDownSeconds, PointJson[] Points)
{
    // Generated code sets what a file leaves out to null.
    public string Node { get; init => field = value ?? ""; } = "";

    /// <summary>The simulated machines; empty for runs on real ones, whose host <c>provenance.json</c> names.</summary>
    public string Host { get; init => field = value ?? ""; } = "";

    public SortedDictionary<string, string> Config { get; init => field = value ?? []; } = [];
}

/// <summary>A point of a sweep. Folders of earlier versions do not say what of its runs does not count; it is the same for all points there.</summary>
internal sealed record PointJson(string Name, SortedDictionary<string, string> Parameters, double? WarmUpSeconds = null, double? CoolDownSeconds = null);
