namespace Loopback.Minimega;

public sealed record MinimegaServerOptions
{
    /// <summary>Contains the socket <c>minimega</c> and the folder <c>files</c>. Created if it is missing.</summary>
    public required string Base { get; init; }

    public string HostName { get; init; } = "head";

    /// <summary>The default is that of the recorded server.</summary>
    public string Version { get; init; } = "minimega 3.1.0 04636ffde53212479924deaaed3819065b144976 2026-08-17";

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Seed of identifiers and hardware addresses.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Time until a started guest connects, and its poll interval. The default is as recorded.</summary>
    public TimeSpan Beat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether guests run the programs of this machine, each in its own process and mount namespaces, which requires
    /// root. Otherwise, guests have the handful of programs of the recording.
    /// </summary>
    public bool GuestsRunPrograms { get; init; }

    public Func<string, CancellationToken, Task>? BeforeCommand { get; init; }
    public Func<string, CancellationToken, Task>? BeforeReply { get; init; }

    /// <summary>Further connections are closed at once.</summary>
    public int ConnectionsMax { get; init; } = 256;

    /// <summary>A larger request closes the connection.</summary>
    public int RequestBytesMax { get; init; } = 1024 * 1024;

    public int FileBytesMax { get; init; } = 16 * 1024 * 1024;

    /// <summary>Includes queued ones.</summary>
    public int VmsMax { get; init; } = 100_000;

    public int HistoryMax { get; init; } = 100_000;
}
