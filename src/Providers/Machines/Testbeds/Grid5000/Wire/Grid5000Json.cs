using System.Text.Json.Serialization;

namespace Scalewright.Providers.Grid5000.Wire;

/// <summary>Reads and writes the API's objects without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Collection<Site>))]
[JsonSerializable(typeof(Collection<ClusterNode>))]
[JsonSerializable(typeof(Collection<Job>))]
[JsonSerializable(typeof(Collection<Deployment>))]
[JsonSerializable(typeof(ClusterStatus))]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(JobRequest))]
[JsonSerializable(typeof(Deployment))]
[JsonSerializable(typeof(DeploymentRequest))]
[JsonSerializable(typeof(WalltimeRequest))]
[JsonSerializable(typeof(WalltimeState))]
internal sealed partial class Grid5000Json : JsonSerializerContext;
