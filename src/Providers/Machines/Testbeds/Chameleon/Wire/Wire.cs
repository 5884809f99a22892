using System.Text.Json.Serialization;

namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>A time during which a machine is leased.</summary>
internal sealed record AllocatedTime
{
    public string? LeaseId { get; init; }

    public string? StartDate { get; init; }

    public string? EndDate { get; init; }
}

/// <summary>The reservations of one machine.</summary>
internal sealed record Allocation
{
    public string? ResourceId { get; init; }

    public IReadOnlyList<AllocatedTime>? Reservations { get; init; }
}

/// <summary>The reservations of all machines.</summary>
internal sealed record AllocationList
{
    public IReadOnlyList<Allocation>? Allocations { get; init; }
}

internal sealed record ApplicationCredential
{
    public required string Id { get; init; }

    public required string Secret { get; init; }
}

/// <summary>What a token is asked for with.</summary>
internal sealed record AuthDemand
{
    public required AuthIdentity Identity { get; init; }
}

/// <summary>Who wants a token.</summary>
internal sealed record AuthIdentity
{
    public IReadOnlyList<string> Methods { get; init; } = ["application_credential"];

    public required ApplicationCredential ApplicationCredential { get; init; }
}

/// <summary>Where a service answers.</summary>
internal sealed record CatalogEndpoint
{
    public string? Interface { get; init; }

    public string? Region { get; init; }

    public string? RegionId { get; init; }

    public string? Url { get; init; }
}

/// <summary>A service of the catalog.</summary>
internal sealed record CatalogEntry
{
    public string? Type { get; init; }

    public IReadOnlyList<CatalogEndpoint>? Endpoints { get; init; }
}

internal sealed record FlavorList
{
    public IReadOnlyList<NamedThing>? Flavors { get; init; }
}

/// <summary>An address that can be moved from port to port.</summary>
internal sealed record FloatingAddress
{
    public string Id { get; init; } = "";

    [JsonPropertyName("floating_ip_address")]
    public string? Address { get; init; }

    public string? PortId { get; init; }

    /// <summary>Whose it is and for which node.</summary>
    public string? Description { get; init; }

    public string? CreatedAt { get; init; }
}

/// <summary>Changes an address.</summary>
internal sealed record FloatingChange
{
    [JsonPropertyName("floatingip")]
    public required FloatingMove FloatingAddress { get; init; }
}

/// <summary>What an address shall be for.</summary>
internal sealed record FloatingDemand
{
    public required string FloatingNetworkId { get; init; }

    public required string PortId { get; init; }

    public required string Description { get; init; }
}

/// <summary>A page of addresses.</summary>
internal sealed record FloatingList
{
    [JsonPropertyName("floatingips")]
    public IReadOnlyList<FloatingAddress>? FloatingAddresses { get; init; }
}

/// <summary>Gives an address to another port.</summary>
internal sealed record FloatingMove
{
    public required string PortId { get; init; }
}

/// <summary>Asks for an address.</summary>
internal sealed record FloatingRequest
{
    [JsonPropertyName("floatingip")]
    public required FloatingDemand FloatingAddress { get; init; }
}

/// <summary>All machines.</summary>
internal sealed record HostList
{
    public IReadOnlyList<LeaseHost>? Hosts { get; init; }
}

internal sealed record ImageList
{
    public IReadOnlyList<NamedThing>? Images { get; init; }
}

/// <summary>A lease of the reservation service. Times are UTC without saying so.</summary>
internal sealed record Lease
{
    public string Id { get; init; } = "";

    public string? Name { get; init; }

    public string? Status { get; init; }

    public string? StartDate { get; init; }

    public string? EndDate { get; init; }

    public string? CreatedAt { get; init; }

    public IReadOnlyList<Reservation>? Reservations { get; init; }
}

internal sealed record LeaseAnswer
{
    public Lease? Lease { get; init; }
}

/// <summary>Moves the end of a lease.</summary>
internal sealed record LeaseChange
{
    public required string EndDate { get; init; }
}

/// <summary>A machine that can be leased.</summary>
internal sealed record LeaseHost
{
    public string Id { get; init; } = "";

    public string? HypervisorHostname { get; init; }

    public string? NodeType { get; init; }

    public int Vcpus { get; init; }

    public long MemoryMb { get; init; }

    public bool Reservable { get; init; } = true;
}

internal sealed record LeaseList
{
    public IReadOnlyList<Lease>? Leases { get; init; }
}

/// <summary>Asks for a lease.</summary>
internal sealed record LeaseRequest
{
    public required string Name { get; init; }

    public required string StartDate { get; init; }

    public required string EndDate { get; init; }

    public required IReadOnlyList<Reservation> Reservations { get; init; }

    public IReadOnlyList<string> Events { get; init; } = [];
}

/// <summary>Numbers of a project.</summary>
internal sealed record Limits
{
    public IReadOnlyDictionary<string, JsonElement>? Absolute { get; init; }
}

/// <summary>What a project may have, and has.</summary>
internal sealed record LimitsAnswer
{
    public Limits? Limits { get; init; }
}

/// <summary>Changes some of the marks of a server.</summary>
internal sealed record MetadataRequest
{
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }
}

/// <summary>Something with a name: an image, a network, a flavor, a port.</summary>
internal sealed record NamedThing
{
    public string Id { get; init; } = "";

    public string? Name { get; init; }
}

internal sealed record NetworkList
{
    public IReadOnlyList<NamedThing>? Networks { get; init; }
}

internal sealed record PortList
{
    public IReadOnlyList<NamedThing>? Ports { get; init; }
}

/// <summary>Machines of a lease.</summary>
internal sealed record Reservation
{
    public string? Id { get; init; }

    public string? Status { get; init; }

    public string? ResourceType { get; init; }

    public int Min { get; init; }

    public int Max { get; init; }

    /// <summary>A condition in JSON, as in <c>["=", "$node_type", "compute_a"]</c>.</summary>
    public string? ResourceProperties { get; init; }

    public string? HypervisorProperties { get; init; }
}

/// <summary>Where a server shall be.</summary>
internal sealed record SchedulerHints
{
    public required string Reservation { get; init; }
}

internal sealed record ServerAddress
{
    public string? Addr { get; init; }

    public int Version { get; init; }

    [JsonPropertyName("OS-EXT-IPS:type")]
    public string? Type { get; init; }
}

internal sealed record ServerAnswer
{
    public Server? Server { get; init; }
}

/// <summary>Why a server failed.</summary>
internal sealed record ServerFault
{
    public string? Message { get; init; }
}

/// <summary>A page of servers.</summary>
internal sealed record ServerList
{
    public IReadOnlyList<Server>? Servers { get; init; }
}

internal sealed record ServerNetwork
{
    public required string Uuid { get; init; }
}

/// <summary>Asks for a server.</summary>
internal sealed record ServerRequest
{
    public required ServerDemand Server { get; init; }

    [JsonPropertyName("os:scheduler_hints")]
    public required SchedulerHints Hints { get; init; }
}

/// <summary>What comes with a token.</summary>
internal sealed record TokenAnswer
{
    public TokenBody? Token { get; init; }
}

/// <summary>A token without its secret part.</summary>
internal sealed record TokenBody
{
    public IReadOnlyList<CatalogEntry>? Catalog { get; init; }
}

/// <summary>Asks for a token.</summary>
internal sealed record TokenRequest
{
    public required AuthDemand Auth { get; init; }
}
