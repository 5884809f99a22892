using System.Text.Json.Serialization;

namespace Scalewright.Storage.Wire;

[JsonSerializable(typeof(Registration))]
[JsonSerializable(typeof(RegistrationResponse))]
internal sealed partial class WireJson : JsonSerializerContext;
