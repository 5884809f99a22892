using System.Text.Json.Serialization;

namespace Scalewright.Providers.Chameleon.Wire;

internal sealed record AllocatedTime(string? LeaseId = null, string? StartDate = null, string? EndDate = null);

internal sealed record BlazarAllocation(string? ResourceId = null, IReadOnlyList<AllocatedTime>? Reservations = null);

internal sealed record BlazarAllocationList(IReadOnlyList<BlazarAllocation>? Allocations = null);

internal sealed record ApplicationCredential(string Id, string Secret);

internal sealed record AuthRequest(AuthIdentity Identity);

internal sealed record AuthIdentity(IReadOnlyList<string> Methods, ApplicationCredential ApplicationCredential);

/// <summary>An address of a service in the catalog of Keystone.</summary>
/// <param name="Interface"><c>public</c>, <c>internal</c> or <c>admin</c>.</param>
/// <param name="Region">Name of the region, if <paramref name="RegionId"/> is null.</param>
/// <param name="Url">Root of the service's API.</param>
internal sealed record CatalogEndpoint(string? Interface = null, string? Region = null, string? RegionId = null, string? Url = null);

internal sealed record CatalogEntry(string? Type = null, IReadOnlyList<CatalogEndpoint>? Endpoints = null);

internal sealed record FlavorList(IReadOnlyList<NamedResource>? Flavors = null);

/// <summary>A floating IP address.</summary>
/// <param name="PortId">Port of the server to which the address is assigned; null for none.</param>
/// <param name="Description">Owner and node of the address.</param>
/// <param name="CreatedAt">UTC, in the format of ISO 8601.</param>
internal sealed record FloatingAddress(
    string Id = "",
    [property: JsonPropertyName("floating_ip_address")] string? Address = null,
    string? PortId = null,
    string? Description = null,
    string? CreatedAt = null
);

internal sealed record FloatingChange([property: JsonPropertyName("floatingip")] FloatingMove FloatingAddress);

internal sealed record FloatingAddressSpec(string FloatingNetworkId, string PortId, string Description);

internal sealed record FloatingList([property: JsonPropertyName("floatingips")] IReadOnlyList<FloatingAddress>? FloatingAddresses = null);

internal sealed record FloatingMove(string PortId);

internal sealed record FloatingRequest([property: JsonPropertyName("floatingip")] FloatingAddressSpec FloatingAddress);

internal sealed record BlazarHostList(IReadOnlyList<LeaseHost>? Hosts = null);

internal sealed record ImageList(IReadOnlyList<NamedResource>? Images = null);

/// <summary>A lease of the reservation service. Times are UTC without a zone.</summary>
/// <param name="Status">For example <c>PENDING</c>, <c>ACTIVE</c>, <c>TERMINATED</c> or <c>ERROR</c>.</param>
internal sealed record Lease(
    string Id = "",
    string? Name = null,
    string? Status = null,
    string? StartDate = null,
    string? EndDate = null,
    string? CreatedAt = null,
    IReadOnlyList<BlazarReservation>? Reservations = null
);

internal sealed record LeaseResponse(Lease? Lease = null);

internal sealed record LeaseChange(string EndDate);

/// <summary>A machine that can be reserved.</summary>
/// <param name="HypervisorHostname">Name of the machine in Nova.</param>
/// <param name="NodeType">Type of machine, for example <c>compute_skylake</c>.</param>
/// <param name="MemoryMb">Memory in MiB.</param>
/// <param name="Reservable">False if the machine is out of service.</param>
internal sealed record LeaseHost(
    string Id = "",
    string? HypervisorHostname = null,
    string? NodeType = null,
    int Vcpus = 0,
    long MemoryMb = 0,
    bool Reservable = true
);

internal sealed record LeaseList(IReadOnlyList<Lease>? Leases = null);

/// <summary>Request for a lease.</summary>
/// <param name="StartDate">UTC, as <c>yyyy-MM-dd HH:mm</c>; <c>now</c> for an immediate start.</param>
/// <param name="EndDate">UTC, as <c>yyyy-MM-dd HH:mm</c>.</param>
/// <param name="Events">Notifications; none are requested.</param>
internal sealed record LeaseRequest(
    string Name,
    string StartDate,
    string EndDate,
    IReadOnlyList<BlazarReservation> Reservations,
    IReadOnlyList<string> Events
);

/// <summary>Limits of a project and their usage.</summary>
internal sealed record Limits(IReadOnlyDictionary<string, JsonElement>? Absolute = null);

internal sealed record LimitsResponse(Limits? Limits = null);

/// <summary>Request to change some metadata of a server.</summary>
internal sealed record MetadataRequest(IReadOnlyDictionary<string, string> Metadata);

/// <summary>A resource with a name: an image, a network, a flavor or a port.</summary>
internal sealed record NamedResource(string Id = "", string? Name = null);

internal sealed record NetworkList(IReadOnlyList<NamedResource>? Networks = null);

internal sealed record PortList(IReadOnlyList<NamedResource>? Ports = null);

/// <summary>Machines of a lease.</summary>
/// <param name="ResourceType"><c>physical:host</c> for whole machines.</param>
/// <param name="Min">Minimum number of machines.</param>
/// <param name="Max">Maximum number of machines.</param>
/// <param name="ResourceProperties">A condition in JSON, for example <c>["=", "$node_type", "compute_a"]</c>.</param>
internal sealed record BlazarReservation(
    string? Id = null,
    string? Status = null,
    string? ResourceType = null,
    int Min = 0,
    int Max = 0,
    string? ResourceProperties = null,
    string? HypervisorProperties = null
);

internal sealed record SchedulerHints(string Reservation);

/// <summary>A server of Nova: a machine with an image.</summary>
/// <param name="Status">For example <c>BUILD</c>, <c>ACTIVE</c> or <c>ERROR</c>.</param>
/// <param name="TaskState">Operation in progress, for example <c>deleting</c>; null for none.</param>
/// <param name="Addresses">Addresses by network.</param>
/// <param name="Fault">Reason of the status <c>ERROR</c>; null in other states.</param>
internal sealed record NovaServer(
    string Id = "",
    string? Status = null,
    [property: JsonPropertyName("OS-EXT-STS:task_state")] string? TaskState = null,
    IReadOnlyDictionary<string, string>? Metadata = null,
    IReadOnlyDictionary<string, IReadOnlyList<ServerAddress>>? Addresses = null,
    ServerFault? Fault = null
);

internal sealed record ServerAddress(
    string? Addr = null,
    int Version = 0,
    [property: JsonPropertyName("OS-EXT-IPS:type")] string? Type = null
);

internal sealed record ServerResponse(NovaServer? Server = null);

/// <summary>Definition of servers.</summary>
/// <param name="ImageRef">ID of the image.</param>
/// <param name="FlavorRef">ID of the flavor.</param>
/// <param name="KeyName">Name of the SSH key; null for none.</param>
/// <param name="MinCount">Minimum number of servers.</param>
/// <param name="MaxCount">Maximum number of servers.</param>
internal sealed record ServerSpec(
    string Name,
    [property: JsonPropertyName("imageRef")] string ImageRef,
    [property: JsonPropertyName("flavorRef")] string FlavorRef,
    IReadOnlyList<ServerNetwork> Networks,
    string? KeyName,
    IReadOnlyDictionary<string, string> Metadata,
    int MinCount = 1,
    int MaxCount = 1
);

internal sealed record ServerFault(string? Message = null);

internal sealed record ServerList(IReadOnlyList<NovaServer>? Servers = null);

internal sealed record ServerNetwork(string Uuid);

internal sealed record ServerRequest(ServerSpec Server, [property: JsonPropertyName("os:scheduler_hints")] SchedulerHints Hints);

internal sealed record TokenResponse(TokenBody? Token = null);

/// <summary>A token without its secret part.</summary>
internal sealed record TokenBody(IReadOnlyList<CatalogEntry>? Catalog = null);

internal sealed record TokenRequest(AuthRequest Auth);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString
)]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(TokenResponse))]
[JsonSerializable(typeof(LeaseRequest))]
[JsonSerializable(typeof(LeaseChange))]
[JsonSerializable(typeof(LeaseResponse))]
[JsonSerializable(typeof(LeaseList))]
[JsonSerializable(typeof(BlazarHostList))]
[JsonSerializable(typeof(BlazarAllocationList))]
[JsonSerializable(typeof(ServerRequest))]
[JsonSerializable(typeof(ServerResponse))]
[JsonSerializable(typeof(ServerList))]
[JsonSerializable(typeof(MetadataRequest))]
[JsonSerializable(typeof(LimitsResponse))]
[JsonSerializable(typeof(ImageList))]
[JsonSerializable(typeof(NetworkList))]
[JsonSerializable(typeof(FlavorList))]
[JsonSerializable(typeof(PortList))]
[JsonSerializable(typeof(FloatingRequest))]
[JsonSerializable(typeof(FloatingChange))]
[JsonSerializable(typeof(FloatingList))]
internal sealed partial class ChameleonJson : JsonSerializerContext;
