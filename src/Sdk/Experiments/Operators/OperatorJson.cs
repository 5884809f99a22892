using System.Text.Json.Serialization;

namespace Scalewright.Experiments.Operators;

[JsonSourceGenerationOptions(
    WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    Converters = [typeof(ValueListConverter<string>)])]
[JsonSerializable(typeof(OperatorState))]
internal sealed partial class OperatorJson : JsonSerializerContext;
