using System.Text.Json.Serialization;

namespace Scalewright.Providers.Grid5000.Wire;

internal sealed record ClusterNode(NodeArchitecture? Architecture = null, NodeMemory? MainMemory = null);

/// <summary>Bookings of machines.</summary>
/// <param name="Nodes">By full name of the machine. Null: the response is not a status.</param>
internal sealed record ClusterStatus(Dictionary<string, NodeStatus>? Nodes = null);

/// <summary>A page of a list.</summary>
/// <param name="Items">Null: the response is not a list.</param>
[SuppressMessage("Naming", "CA1711", Justification = "The API's word: application/vnd.grid5000.collection+json.")]
internal sealed record Collection<T>(IReadOnlyList<T>? Items = null);

/// <summary>Deployment of an environment to machines.</summary>
/// <param name="Status"><c>waiting</c>, <c>processing</c>, <c>terminated</c>, <c>canceled</c> or <c>error</c>.</param>
/// <param name="CreatedAt">Time of the request, in Unix seconds.</param>
/// <param name="Result">Outcome for each machine, once it is over.</param>
internal sealed record Deployment(
    string Uid = "",
    string? Status = null,
    IReadOnlyList<string>? Nodes = null,
    long CreatedAt = 0,
    Dictionary<string, DeploymentResult>? Result = null
);

internal sealed record DeploymentRequest(IReadOnlyList<string> Nodes, string Environment, string? Key);

/// <summary>Outcome of a deployment for one machine.</summary>
/// <param name="State"><c>OK</c> or <c>KO</c>.</param>
internal sealed record DeploymentResult(string? State = null);

/// <summary>A job of the scheduler. Times are Unix seconds. Null values are absent from the response.</summary>
/// <param name="Uid">Number of the job.</param>
/// <param name="Walltime">Duration in seconds.</param>
/// <param name="ScheduledAt">Planned start; null or 0 if the scheduler has none.</param>
/// <param name="Properties">SQL conditions on its machines. The API does not return the submitted command: the
/// scheduler saves it as a script and returns the path of that.</param>
/// <param name="StartedAt">Start; 0 before it, or the planned start of an advance reservation.</param>
/// <param name="AssignedNodes">Full names of its machines; before the start, those that the scheduler plans.</param>
internal sealed record Job(
    long Uid = 0,
    string? Name = null,
    string? State = null,
    string? Properties = null,
    string? Message = null,
    long? Walltime = null,
    long SubmittedAt = 0,
    long? ScheduledAt = null,
    long? StartedAt = null,
    IReadOnlyList<string>? AssignedNodes = null,
    IReadOnlyList<JobEvent>? Events = null
);

/// <summary>An event of a job.</summary>
/// <param name="Type">For example <c>FRAG_JOB_REQUEST</c>, a request to kill the job.</param>
internal sealed record JobEvent(string? Type = null);

/// <summary>Request for a job. Null values are not sent.</summary>
/// <param name="Resources">Machines and duration in the syntax of OAR, for example <c>nodes=2,walltime=1:00:00</c>.</param>
/// <param name="Types">For example <c>deploy</c> or <c>besteffort</c>.</param>
/// <param name="Reservation">Start as <c>yyyy-MM-dd HH:mm:ss</c> in the time zone of the site; null for as soon as
/// possible.</param>
/// <param name="Properties">SQL conditions on the machines.</param>
internal sealed record JobRequest(
    string Name,
    string Resources,
    string Command,
    IReadOnlyList<string>? Types,
    string? Queue = null,
    string? Project = null,
    string? Reservation = null,
    string? Properties = null
);

internal sealed record NodeArchitecture(int NbCores = 0);

/// <param name="RamSize">In bytes.</param>
internal sealed record NodeMemory(long RamSize = 0);

/// <summary>A current or future job on a machine. Times are Unix seconds.</summary>
/// <param name="Walltime">Duration in seconds.</param>
/// <param name="ScheduledAt">Planned start; null if unknown.</param>
/// <param name="StartedAt">Start; null or 0 before it.</param>
internal sealed record NodeReservation(
    string? User = null,
    string? Name = null,
    string? Queue = null,
    long Walltime = 0,
    long? ScheduledAt = null,
    long? StartedAt = null
);

/// <summary>Current state and reservations of a machine.</summary>
/// <param name="Hard"><c>alive</c>, <c>absent</c>, <c>standby</c>, <c>suspected</c> or <c>dead</c>.</param>
internal sealed record NodeStatus(string Hard = "", IReadOnlyList<NodeReservation>? Reservations = null);

/// <summary>A site, or one of its clusters.</summary>
internal sealed record Site(string Uid = "");

/// <summary>Request for more time.</summary>
/// <param name="Walltime">For example <c>+1:30:00</c>.</param>
internal sealed record WalltimeRequest(string Walltime);

/// <summary>Result of a request for more time.</summary>
/// <param name="Walltime">Duration of the job, for example <c>2:30:0</c>.</param>
/// <param name="Possible">Maximum extension, like the following for example <c>+0:30:0</c>.</param>
/// <param name="Pending">Requested extension on which the scheduler has not decided.</param>
/// <param name="Granted">Extension so far.</param>
internal sealed record WalltimeState(string? Walltime = null, string? Possible = null, string? Pending = null, string? Granted = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
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
