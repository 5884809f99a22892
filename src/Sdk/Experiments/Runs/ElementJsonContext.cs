using System.Text.Json.Serialization;

namespace Scalewright.Experiments.Runs;

[JsonSerializable(typeof(ElementJson))]
[JsonSerializable(typeof(ElementResultJson))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
internal sealed partial class ElementJsonContext : JsonSerializerContext;
