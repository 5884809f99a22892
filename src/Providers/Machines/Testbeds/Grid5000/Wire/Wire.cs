using System.Text.Json.Serialization;

namespace Scalewright.Providers.Grid5000.Wire;

/// <summary>What a machine of a cluster is like.</summary>
internal sealed record ClusterNode(NodeArchitecture? Architecture = null, NodeMemory? MainMemory = null);

/// <summary>Who has which machine, and when.</summary>
/// <param name="Nodes">By the machine's full name. Null: the answer is no status.</param>
internal sealed record ClusterStatus(Dictionary<string, NodeStatus>? Nodes = null);

/// <summary>A page of a list.</summary>
/// <param name="Items">Null: the answer is no list.</param>
[SuppressMessage("Naming", "CA1711", Justification = "The API's word: application/vnd.grid5000.collection+json.")]
internal sealed record Collection<T>(IReadOnlyList<T>? Items = null);

/// <summary>An environment on its way to machines.</summary>
/// <param name="Status"><c>waiting</c>, <c>processing</c>, <c>terminated</c>, <c>canceled</c> or <c>error</c>.</param>
/// <param name="CreatedAt">When it was asked for, in seconds of UNIX.</param>
/// <param name="Result">What came of it for each machine, when it is over.</param>
internal sealed record Deployment(
    string Uid = "", string? Status = null, IReadOnlyList<string>? Nodes = null, long CreatedAt = 0, Dictionary<string, DeploymentResult>? Result = null);

/// <summary>A deployment as it is asked for.</summary>
internal sealed record DeploymentRequest(IReadOnlyList<string> Nodes, string Environment, string? Key);

/// <summary>What came of a deployment for one machine.</summary>
/// <param name="State"><c>OK</c> or <c>KO</c>.</param>
internal sealed record DeploymentResult(string? State = null);

/// <summary>A job of the scheduler. Times are seconds of UNIX.</summary>
internal sealed record Job(
    long Uid = 0,
    string? Name = null,
    string? State = null,
    string? Command = null,
    string? Message = null,
    long? Walltime = null,
    long SubmittedAt = 0,
    long? ScheduledAt = null,
    long? StartedAt = null,
    IReadOnlyList<string>? AssignedNodes = null);

/// <summary>A job as it is asked for.</summary>
internal sealed record JobRequest(
    string Name,
    string Resources,
    string Command,
    IReadOnlyList<string>? Types,
    string? Queue = null,
    string? Project = null,
    string? Reservation = null,
    string? Properties = null);

/// <summary>The processors of a machine.</summary>
internal sealed record NodeArchitecture(int NbCores = 0);

/// <summary>The memory of a machine.</summary>
/// <param name="RamSize">In bytes.</param>
internal sealed record NodeMemory(long RamSize = 0);

/// <summary>A job that has a machine, or will. Times are seconds of UNIX.</summary>
internal sealed record NodeReservation(string? Queue = null, long Walltime = 0, long? ScheduledAt = null, long? StartedAt = null);

/// <summary>What a machine is doing, and is going to.</summary>
/// <param name="Hard"><c>alive</c>, <c>absent</c>, <c>standby</c>, <c>suspected</c> or <c>dead</c>.</param>
internal sealed record NodeStatus(string Hard = "", IReadOnlyList<NodeReservation>? Reservations = null);

/// <summary>A site, or one of its clusters.</summary>
internal sealed record Site(string Uid = "");

/// <summary>More time for a job.</summary>
/// <param name="Walltime">As in <c>+1:30:00</c>.</param>
internal sealed record WalltimeRequest(string Walltime);

/// <summary>What became of asking for more time; times as in <c>+0:30:0</c>.</summary>
internal sealed record WalltimeState(string? Walltime = null, string? Possible = null, string? Pending = null, string? Granted = null);

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
