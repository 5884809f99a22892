using System.Text.Json.Serialization;

namespace Scalewright.Providers.Chameleon.Wire;

internal sealed record AllocatedTime(string? LeaseId = null, string? StartDate = null, string? EndDate = null);

internal sealed record BlazarAllocation(string? ResourceId = null, IReadOnlyList<AllocatedTime>? Reservations = null);

internal sealed record BlazarAllocationList(IReadOnlyList<BlazarAllocation>? Allocations = null);

internal sealed record ApplicationCredential(string Id, string Secret);

internal sealed record AuthRequest(AuthIdentity Identity);

internal sealed record AuthIdentity(IReadOnlyList<string> Methods, ApplicationCredential ApplicationCredential);

internal sealed record CatalogEndpoint(string? Interface = null, string? Region = null, string? RegionId = null, string? Url = null);

internal sealed record CatalogEntry(string? Type = null, IReadOnlyList<CatalogEndpoint>? Endpoints = null);

internal sealed record FlavorList(IReadOnlyList<NamedResource>? Flavors = null);

/// <summary>A floating IP address.</summary>
/// <param name="Description">Owner and node of the address.</param>
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

internal sealed record LeaseHost(
    string Id = "",
    string? HypervisorHostname = null,
    string? NodeType = null,
    int Vcpus = 0,
    long MemoryMb = 0,
    bool Reservable = true
);

internal sealed record LeaseList(IReadOnlyList<Lease>? Leases = null);

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
