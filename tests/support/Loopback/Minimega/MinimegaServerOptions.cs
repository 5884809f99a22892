namespace Loopback.Minimega;

/// <summary>What the fake server claims to be, and its limits.</summary>
public sealed record MinimegaServerOptions
{
    /// <summary>Folder for the socket <c>minimega</c> and the folder <c>files</c>; made when it is missing.</summary>
    public required string Base { get; init; }

    /// <summary>Name of the only host; default <c>head</c>.</summary>
    public string HostName { get; init; } = "head";

    /// <summary>What <c>version</c> answers; default that of the recorded server.</summary>
    public string Version { get; init; } = "minimega 3.1.0 04636ffde53212479924deaaed3819065b144976 2026-08-17";

    /// <summary>The clock of uptimes and of the simulated guests; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Seed of identifiers and hardware addresses; default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How long a started guest needs to say hello, and how often it asks for work; default 5 s, as recorded.</summary>
    public TimeSpan Beat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether guests run the programs of this machine, each guest in process and mount namespaces of its own with its own <c>/tmp</c>. Needs root. Default
    /// false: they know the handful of programs of the recording.</summary>
    public bool GuestsRunPrograms { get; init; }

    /// <summary>Waits before a command is run; for tests that make something happen at a step. Null for no wait.</summary>
    public Func<string, CancellationToken, Task>? BeforeCommand { get; init; }

    /// <summary>Waits before a reply is sent, for tests that withhold one; null for no wait.</summary>
    public Func<string, CancellationToken, Task>? BeforeReply { get; init; }

    /// <summary>Connections at a time; more are closed at once. Default 256.</summary>
    public int ConnectionsMax { get; init; } = 256;

    /// <summary>Bytes of one request; a longer one closes the connection. Default 1 MiB.</summary>
    public int RequestBytesMax { get; init; } = 1024 * 1024;

    /// <summary>Bytes of a file that is read. Default 16 MiB.</summary>
    public int FileBytesMax { get; init; } = 16 * 1024 * 1024;

    /// <summary>Containers and VMs, queued ones included. Default 100,000.</summary>
    public int VmsMax { get; init; } = 100_000;

    /// <summary>Command lines that are remembered. Default 100,000.</summary>
    public int HistoryMax { get; init; } = 100_000;
}
