using Scalewright;

namespace StorageSample;

/// <summary>Where the manager listens, and where it keeps what it knows.</summary>
internal sealed record HostOptions
{
    /// <summary>Its port on this machine alone; 0 for any that is free.</summary>
    public int Port { get; init; } = 8000;

    /// <summary>Another port for agents without TLS, which speaks HTTP/2 alone, so that thousands share few connections; null for none.</summary>
    public int? AgentPort { get; init; }

    /// <summary>Whether it speaks TLS and wants certificates of agents; off, agents are believed.</summary>
    public bool UsesTls { get; init; }

    /// <summary>The folder of its state; null for memory alone.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether a folder that has less than it once had is taken as it is.</summary>
    public bool AcceptsOlder { get; init; }

    /// <summary>The lock of the folder that is broken; null for none.</summary>
    public string? BrokenLock { get; init; }

    /// <summary>Where the certificate of its authority is written, for clients; null for nowhere.</summary>
    public FileInfo? AuthorityFile { get; init; }

    /// <summary>Messages that each service takes in a second; null for as many as it can.</summary>
    public int? ServiceRate { get; init; }

    /// <summary>The user's password; null for one that is generated at the start.</summary>
    public string? Password { get; init; }

    /// <summary>Whether the page is shown without a password.</summary>
    public bool IsPageOpen { get; init; }

    /// <summary>Names that callers may use besides <c>localhost</c> and the address of the manager.</summary>
    public ValueList<string> AllowedHosts { get; init; } = [];

    /// <summary>Whether simulated storage controllers are accepted.</summary>
    public bool HasSimulatorController { get; init; } = true;
}
