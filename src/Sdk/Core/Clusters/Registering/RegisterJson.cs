using System.Text.Json.Serialization;
using Scalewright.Clusters.Selecting;

namespace Scalewright.Clusters.Registering;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(RegisterFile))]
[JsonSerializable(typeof(FactValue))]
internal sealed partial class RegisterJson : JsonSerializerContext;
