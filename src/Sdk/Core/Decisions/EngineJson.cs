using System.Text.Json.Serialization;

namespace Scalewright.Decisions;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(EngineNotes))]
internal sealed partial class EngineJson : JsonSerializerContext;
