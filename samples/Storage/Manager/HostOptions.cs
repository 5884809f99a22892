namespace StorageSample;

/// <summary>Addresses and storage of the manager.</summary>
internal sealed record HostOptions
{
    /// <summary>Port on the loopback interface; 0 for a free one. Default 8000.</summary>
    public int Port { get; init; } = 8000;

    /// <summary>HTTP/2 port for agents without TLS, so thousands share few connections; null for none.</summary>
    public int? AgentPort { get; init; }

    /// <summary>True to use TLS with client certificates of agents. False to trust all agents.</summary>
    public bool UsesTls { get; init; }

    /// <summary>Folder of its state; null to keep it in memory.</summary>
    public string? Folder { get; init; }

    /// <summary>True to accept a folder with less state than it once had.</summary>
    public bool AcceptsOlderState { get; init; }

    /// <summary>ID of the folder's lock to break; null for none.</summary>
    public string? BrokenLock { get; init; }

    /// <summary>File for the certificate of its authority, for clients; null for none.</summary>
    public FileInfo? AuthorityFile { get; init; }

    /// <summary>Maximum number of messages per second of each service; null for unlimited.</summary>
    public int? ServiceRate { get; init; }

    /// <summary>Password of the user; null to generate one.</summary>
    public string? Password { get; init; }

    /// <summary>True to show the page without a password.</summary>
    public bool IsPageOpen { get; init; }

    /// <summary>Host names that callers may use besides <c>localhost</c> and the manager's address.</summary>
    public ValueList<string> AllowedHosts { get; init; } = [];

    /// <summary>True to accept simulated storage controllers. Default true.</summary>
    public bool HasSimulatorController { get; init; } = true;
}
