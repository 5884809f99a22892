using System.Text.Json.Serialization;

namespace Scalewright.Storage.Wire;

[JsonSerializable(typeof(Registration))]
[JsonSerializable(typeof(RegistrationReply))]
[JsonSerializable(typeof(Reregistration))]
internal sealed partial class WireJson : JsonSerializerContext;
