using System.Text.Json.Serialization;

namespace Scalewright.Experiments.Histories;

/// <summary>Reads and writes what a folder knows of its experiment.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ExperimentJson))]
[JsonSerializable(typeof(ProvenanceJson))]
[JsonSerializable(typeof(BundleJson))]
internal sealed partial class HistoryJson : JsonSerializerContext;
