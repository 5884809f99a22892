using System.Text.Json.Serialization;

namespace Scalewright.Clusters.State;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(ClusterChange))]
[JsonSerializable(typeof(ResourceEntry))]
[JsonSerializable(typeof(IntentEntry))]
[JsonSerializable(typeof(StepEntry))]
[JsonSerializable(typeof(TurnNote))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(long))]
internal sealed partial class ClusterJson : JsonSerializerContext;
