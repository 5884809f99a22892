using System.Text.Json.Serialization;

namespace Scalewright.Providers.IotLab.Wire;

/// <summary>Reads and writes the API's objects without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ItemList<Experiment>))]
[JsonSerializable(typeof(ItemList<Board>))]
[JsonSerializable(typeof(Experiment))]
[JsonSerializable(typeof(ExperimentRequest))]
[JsonSerializable(typeof(SubmittedExperiment))]
[JsonSerializable(typeof(ReloadRequest))]
[JsonSerializable(typeof(MonitoringProfile))]
[JsonSerializable(typeof(IReadOnlyList<MonitoringProfile>))]
[JsonSerializable(typeof(IReadOnlyList<NodeAlias>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(Dictionary<string, IReadOnlyList<string>>))]
internal sealed partial class IotLabJson : JsonSerializerContext;
