using System.Text.Json.Serialization;

namespace Scalewright.Providers.Ssh.Hosts;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HostMark))]
internal sealed partial class HostJson : JsonSerializerContext;
