using System.Text.Json.Serialization;

namespace Scalewright.Logs;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LogAcknowledgementMessage))]
[JsonSerializable(typeof(LogHandshakeMessage))]
internal sealed partial class LogJson : JsonSerializerContext;
