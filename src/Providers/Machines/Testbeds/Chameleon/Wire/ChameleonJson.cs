using System.Text.Json.Serialization;

namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>Reads and writes what the services say without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(LeaseRequest))]
[JsonSerializable(typeof(LeaseChange))]
[JsonSerializable(typeof(LeaseAnswer))]
[JsonSerializable(typeof(LeaseList))]
[JsonSerializable(typeof(HostList))]
[JsonSerializable(typeof(AllocationList))]
[JsonSerializable(typeof(ServerRequest))]
[JsonSerializable(typeof(ServerAnswer))]
[JsonSerializable(typeof(ServerList))]
[JsonSerializable(typeof(MetadataRequest))]
[JsonSerializable(typeof(LimitsAnswer))]
[JsonSerializable(typeof(ImageList))]
[JsonSerializable(typeof(NetworkList))]
[JsonSerializable(typeof(FlavorList))]
[JsonSerializable(typeof(PortList))]
[JsonSerializable(typeof(FloatingRequest))]
[JsonSerializable(typeof(FloatingChange))]
[JsonSerializable(typeof(FloatingList))]
internal sealed partial class ChameleonJson : JsonSerializerContext;
