using System.Text.Json.Serialization;

namespace Scalewright.Providers.Kubernetes.Wire;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Pod))]
[JsonSerializable(typeof(PodList))]
[JsonSerializable(typeof(StatusAnswer))]
[JsonSerializable(typeof(DeleteRequest))]
[JsonSerializable(typeof(MetaPatch))]
[JsonSerializable(typeof(WatchLine))]
[JsonSerializable(typeof(Machine))]
[JsonSerializable(typeof(MachineList))]
[JsonSerializable(typeof(MachinePatch))]
[JsonSerializable(typeof(Scale))]
[JsonSerializable(typeof(Workload))]
[JsonSerializable(typeof(Eviction))]
[JsonSerializable(typeof(ServerVersion))]
[JsonSerializable(typeof(ResourceKindList))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class KubernetesJson : JsonSerializerContext;
