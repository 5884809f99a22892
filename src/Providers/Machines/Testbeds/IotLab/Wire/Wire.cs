using System.Text.Json.Serialization;

namespace Scalewright.Providers.IotLab.Wire;

/// <summary>What the boards of an alias are like.</summary>
internal sealed record AliasProperties(string Archi, string Site, bool Mobile);

/// <summary>A firmware or a monitoring profile with the boards that get it: full names, or the alias.</summary>
internal sealed record Association(string? Firmwarename, string? Profilename, IReadOnlyList<string> Nodes);

/// <summary>A board of the testbed.</summary>
/// <param name="Mobile">1: it moves.</param>
/// <param name="State">Alive, Busy, Suspected, Dead or Absent.</param>
internal sealed record Board(string NetworkAddress = "", string Archi = "", string Site = "", int Mobile = 0, string State = "");

/// <summary>An experiment of the account. What has no date yet has the first second of 1970.</summary>
/// <param name="State">Waiting, toLaunch, Launching, Running, Finishing, Terminated, Stopped or Error.</param>
/// <param name="SubmittedDuration">In minutes.</param>
internal sealed record Experiment(
    long Id = 0,
    string? Name = null,
    string? State = null,
    int SubmittedDuration = 0,
    DateTimeOffset? SubmissionDate = null,
    DateTimeOffset? ScheduledDate = null,
    DateTimeOffset? StartDate = null);

/// <summary>An experiment as it is asked for.</summary>
/// <param name="Type"><c>physical</c> or <c>alias</c>.</param>
/// <param name="Duration">In minutes.</param>
/// <param name="Reservation">When it begins, in seconds of UNIX; null: as soon as it can.</param>
/// <param name="Nodes">Full names of boards, or aliases, as the type says.</param>
internal sealed record ExperimentRequest(
    string Type,
    string Name,
    int Duration,
    long? Reservation,
    JsonElement Nodes,
    IReadOnlyList<Association>? Firmwareassociations = null,
    IReadOnlyList<Association>? Profileassociations = null);

/// <summary>A list, or a page of one.</summary>
/// <param name="Items">Null: the answer is no list.</param>
internal sealed record ItemList<T>(IReadOnlyList<T>? Items = null);

/// <summary>A monitoring profile of the account.</summary>
/// <param name="Nodearch"><c>m3</c>, <c>a8</c> or <c>custom</c>.</param>
/// <param name="Power">Always <c>dc</c>.</param>
internal sealed record MonitoringProfile(string Profilename = "", string Nodearch = "", string Power = "dc");

/// <summary>So many boards of one kind, whichever they are.</summary>
/// <param name="Alias">What it is called within its experiment: one digit.</param>
internal sealed record NodeAlias(string Alias, int Nbnodes, AliasProperties Properties);

/// <summary>The same experiment again. The API wants numbers as texts here.</summary>
/// <param name="Duration">In minutes.</param>
/// <param name="Reservation">When it begins, in seconds of UNIX.</param>
internal sealed record ReloadRequest(string Duration, string Reservation);

/// <summary>The number of an experiment that was taken.</summary>
internal sealed record SubmittedExperiment(long Id = 0);

/// <summary>Reads and writes the API's objects without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ItemList<Experiment>))]
[JsonSerializable(typeof(ItemList<Board>))]
[JsonSerializable(typeof(Experiment))]
[JsonSerializable(typeof(ExperimentRequest))]
[JsonSerializable(typeof(SubmittedExperiment))]
[JsonSerializable(typeof(ReloadRequest))]
[JsonSerializable(typeof(MonitoringProfile))]
[JsonSerializable(typeof(IReadOnlyList<MonitoringProfile>))]
[JsonSerializable(typeof(IReadOnlyList<NodeAlias>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(Dictionary<string, IReadOnlyList<string>>))]
internal sealed partial class IotLabJson : JsonSerializerContext;
