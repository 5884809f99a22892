using System.Text.Json.Serialization;

namespace Scalewright.Providers.Kubernetes.Wire;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(V1Pod))]
[JsonSerializable(typeof(V1PodList))]
[JsonSerializable(typeof(V1Status))]
[JsonSerializable(typeof(DeleteRequest))]
[JsonSerializable(typeof(MetaPatch))]
[JsonSerializable(typeof(WatchEvent))]
[JsonSerializable(typeof(V1Node))]
[JsonSerializable(typeof(V1NodeList))]
[JsonSerializable(typeof(V1NodePatch))]
[JsonSerializable(typeof(Scale))]
[JsonSerializable(typeof(Workload))]
[JsonSerializable(typeof(Eviction))]
[JsonSerializable(typeof(ServerVersion))]
[JsonSerializable(typeof(ResourceKindList))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class KubernetesJson : JsonSerializerContext;
