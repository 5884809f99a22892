using System.Text.Json.Serialization;

namespace Scalewright.Providers.IotLab.Wire;

internal sealed record AliasProperties(string Archi, string Site, bool Mobile);

/// <summary>A firmware or a monitoring profile with its boards: full names or aliases.</summary>
internal sealed record Association(string? Firmwarename, string? Profilename, IReadOnlyList<string> Nodes);

/// <summary>A board of the testbed.</summary>
/// <param name="Mobile">1 if it is mobile.</param>
/// <param name="State">Alive, Busy, Suspected, Dead or Absent.</param>
internal sealed record Board(string NetworkAddress = "", string Archi = "", string Site = "", int Mobile = 0, string State = "");

/// <summary>An experiment of the account. The value of an unset date is the Unix epoch.</summary>
/// <param name="State">Waiting, toLaunch, Launching, Running, Finishing, Terminated, Stopped or Error.</param>
/// <param name="SubmittedDuration">In minutes.</param>
/// <param name="ScheduledDate">Requested or planned start.</param>
/// <param name="StartDate">Actual start.</param>
internal sealed record IotLabExperiment(
    long Id = 0,
    string? Name = null,
    string? State = null,
    int SubmittedDuration = 0,
    DateTimeOffset? SubmissionDate = null,
    DateTimeOffset? ScheduledDate = null,
    DateTimeOffset? StartDate = null
);

/// <summary>Request for an experiment.</summary>
/// <param name="Type"><c>physical</c> or <c>alias</c>.</param>
/// <param name="Duration">In minutes.</param>
/// <param name="Reservation">Start in Unix seconds; null for as soon as possible.</param>
/// <param name="Nodes">Full names of boards, or aliases, depending on the type.</param>
internal sealed record ExperimentRequest(
    string Type,
    string Name,
    int Duration,
    long? Reservation,
    JsonElement Nodes,
    IReadOnlyList<Association>? Firmwareassociations = null,
    IReadOnlyList<Association>? Profileassociations = null
);

/// <summary>A list, or a page of one.</summary>
/// <param name="Items">Null: the response is not a list.</param>
internal sealed record ItemList<T>(IReadOnlyList<T>? Items = null);

/// <summary>A monitoring profile of the account.</summary>
/// <param name="Nodearch"><c>m3</c>, <c>a8</c> or <c>custom</c>.</param>
/// <param name="Power">Always <c>dc</c>.</param>
internal sealed record MonitoringProfile(string Profilename = "", string Nodearch = "", string Power = "dc");

/// <summary>A number of boards of one kind.</summary>
/// <param name="Alias">One digit, unique within its experiment.</param>
internal sealed record NodeAlias(string Alias, int Nbnodes, AliasProperties Properties);

/// <summary>Number of an accepted experiment.</summary>
internal sealed record SubmittedExperiment(long Id = 0);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ItemList<IotLabExperiment>))]
[JsonSerializable(typeof(ItemList<Board>))]
[JsonSerializable(typeof(IotLabExperiment))]
[JsonSerializable(typeof(ExperimentRequest))]
[JsonSerializable(typeof(SubmittedExperiment))]
[JsonSerializable(typeof(MonitoringProfile))]
[JsonSerializable(typeof(IReadOnlyList<MonitoringProfile>))]
[JsonSerializable(typeof(IReadOnlyList<NodeAlias>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(Dictionary<string, IReadOnlyList<string>>))]
internal sealed partial class IotLabJson : JsonSerializerContext;
