using System.Text.Json.Serialization;

namespace Scalewright.Tool.Places;

/// <summary>Writes and reads a <see cref="PlaceRecord"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PlaceRecord))]
internal sealed partial class PlaceJson : JsonSerializerContext;
