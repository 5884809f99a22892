namespace Loopback.Chameleon;

/// <summary>What the testbed is like, and who is let in.</summary>
public sealed record ChameleonServerOptions
{
    /// <summary>Port on the loopback; 0, the default: one that the system gives.</summary>
    public int Port { get; init; }

    /// <summary>Its machines; default 50 at CHI@UC and 8 at CHI@TACC.</summary>
    public IReadOnlyList<HostSpec> Hosts { get; init; } = [new("CHI@UC", "compute_a", 42), new("CHI@UC", "compute_b", 8), new("CHI@TACC", "compute_a", 8)];

    /// <summary>Id of the application credential that is let in; default ann.</summary>
    public string CredentialId { get; init; } = "ann";

    /// <summary>Its secret; default secret.</summary>
    public string CredentialSecret { get; init; } = "secret";

    /// <summary>How long a token is good; default 1 h.</summary>
    public TimeSpan TokenLife { get; init; } = TimeSpan.FromHours(1);

    /// <summary>From a lease's start until it is active, half of it PENDING and half STARTING; default none.</summary>
    public TimeSpan LeaseDelay { get; init; }

    /// <summary>From a lease's end until it is TERMINATED; default none.</summary>
    public TimeSpan EndDelay { get; init; }

    /// <summary>How long a server takes to boot; default none.</summary>
    public TimeSpan BootDuration { get; init; }

    /// <summary>How long a server takes to go; default none.</summary>
    public TimeSpan DeleteDuration { get; init; }

    /// <summary>How late lists are; default not at all. Single objects are told as they are.</summary>
    public TimeSpan ListLag { get; init; }

    /// <summary>Servers that a project may have at a site; default 1000.</summary>
    public int ServersMax { get; init; } = 1000;

    /// <summary>Floating addresses that a project may have at a site; default 100.</summary>
    public int AddressesMax { get; init; } = 100;

    /// <summary>Items on a page at most; default 1000.</summary>
    public int PageMax { get; init; } = 1000;

    /// <summary>Time; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
