using System.Text.Json.Serialization;

namespace Scalewright.Tool.Places;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PlaceRecord))]
internal sealed partial class PlaceJson : JsonSerializerContext;
