using System.Text.Json.Serialization;

namespace Scalewright.Providers.Ssh.Hosts;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ResourceMark))]
internal sealed partial class HostJson : JsonSerializerContext;
