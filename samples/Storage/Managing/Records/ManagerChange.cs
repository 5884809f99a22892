using System.Text.Json.Serialization;

namespace StorageSample.Managing.Records;

/// <summary>Change of a manager's state: new, changed and deleted entries. Idempotent.</summary>
internal sealed record ManagerChange
{
    public IReadOnlyList<TokenRecord>? Tokens { get; init; }

    public IReadOnlyList<HostRecord>? Hosts { get; init; }

    public IReadOnlyList<TargetRecord>? Targets { get; init; }

    public IReadOnlyList<FilesystemRecord>? Filesystems { get; init; }

    public IReadOnlyList<CommandRecord>? Commands { get; init; }

    public IReadOnlyList<ControllerRecord>? Controllers { get; init; }

    public IReadOnlyList<int>? HostsGone { get; init; }

    public IReadOnlyList<int>? TargetsGone { get; init; }

    public IReadOnlyList<int>? FilesystemsGone { get; init; }

    public IReadOnlyList<int>? ControllersGone { get; init; }

    /// <summary>Certificate authority, created once: certificate and key, PEM.</summary>
    public string? Authority { get; init; }

    /// <summary>Highest number of any entry; 0 in a change.</summary>
    public int LastId { get; init; }

    /// <summary>True if every entry has its required values. False for changes written by other software.</summary>
    [JsonIgnore]
    public bool IsWhole =>
        All(Tokens, static token => token is { Secret: not null, Profile: not null })
        && All(Hosts, static host => host is { Fqdn: not null, Nodename: not null, Profile: not null })
        && All(Targets, static target => target is { Kind: not null, Name: not null })
        && All(Filesystems, static filesystem => filesystem is { Name: not null })
        && All(Commands, static command => command is { Message: not null })
        && All(Controllers, static controller => controller is { Kind: not null, ClassName: not null, Address: not null });

    private static bool All<T>(IReadOnlyList<T>? items, Func<T, bool> isWhole) => items is null || items.All(isWhole);
}

/// <summary>Storage controller or power unit that a user added.</summary>
internal sealed record ControllerRecord(int Id, string Kind, string ClassName, string Address)
{
    public const string Storage = "simulator_controller";
    public const string Power = "power";

    public string Name { get; init; } = "";

    /// <summary>TCP port; 0 for none.</summary>
    public int Port { get; init; }

    /// <summary>Number of outlets of a power unit; 0 for other kinds.</summary>
    public int OutletCount { get; init; }
}

internal sealed record HostRecord(int Id, string Fqdn, string Nodename, string Profile)
{
    public string? Address { get; init; }

    public string Version { get; init; } = "";

    /// <summary>Serial number of the certificate, in capitals.</summary>
    public string CertificateSerial { get; init; } = "";

    /// <summary><c>undeployed</c> until it is set up, then <c>managed</c>.</summary>
    public string State { get; init; } = Undeployed;

    public const string Undeployed = "undeployed";
    public const string Managed = "managed";

    public bool IsServer => !Profile.Contains("worker", StringComparison.Ordinal);
}
