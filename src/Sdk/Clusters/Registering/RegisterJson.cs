using System.Text.Json.Serialization;

namespace Scalewright.Clusters.Registering;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(RegisterFile))]
internal sealed partial class RegisterJson : JsonSerializerContext;
