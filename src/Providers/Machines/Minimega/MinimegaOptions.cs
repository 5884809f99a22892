using Scalewright.Agents.Services;
using Scalewright.Providers.Minimega.Backend;

namespace Scalewright.Providers.Minimega;

/// <summary>Options of a <see cref="MinimegaProvider"/>.</summary>
public sealed record MinimegaOptions
{
    /// <summary>Unix socket of the server. Default <see cref="MinimegaClientOptions.DefaultSocketPath"/>.</summary>
    public string SocketPath { get; init; } = MinimegaClientOptions.DefaultSocketPath;

    /// <summary>
    /// Kind of nodes without the annotation <c>minimega.kind</c>. Default <see cref="MinimegaNodeKind.Kvm"/>.
    /// </summary>
    public MinimegaNodeKind DefaultNodeKind { get; init; } = MinimegaNodeKind.Kvm;

    /// <summary>
    /// VLAN of nodes without a network section: a number, or an alias in the cluster. Default <c>nodes</c>.
    /// </summary>
    public string Vlan { get; init; } = "nodes";

    /// <summary>Interfaces of the minimega host in the VLANs of each cluster. Default none.</summary>
    public ValueList<MinimegaTap> Taps { get; init; } = [];

    /// <summary>Timeout for a complete response of minimega. Default 60 seconds.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Timeout for a removed node to disappear from minimega's lists. Default 30 seconds.</summary>
    public TimeSpan RemovalTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Timeout for minimega's agent in a node to connect, and for each request to it. Default 60 seconds. The agent
    /// polls for commands every 5 seconds.
    /// </summary>
    public TimeSpan GuestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Interval between two polls for the response of a node. Default 0.5 seconds.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Maximum size in bytes of transferred files, which are held in memory. Default 64 MiB.</summary>
    public int MaxFileBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// Services that the agents of nodes provide in addition to commands and files. They run in this process. Default
    /// none.
    /// </summary>
    public ServiceSet Services { get; init; } = ServiceSet.Empty;

    /// <summary>Time source. Default the system clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Random source for session IDs. Default: the system random source, which is unpredictable.</summary>
    public Random Random { get; init; } = new SystemRandom();

    internal MinimegaOptions Checked()
    {
        OptionsValidation validation = new();
        validation.Needs(nameof(SocketPath), SocketPath);
        CheckVlan(validation, nameof(Vlan), Vlan);
        validation.Positive(nameof(CallTimeout), CallTimeout);
        validation.Positive(nameof(RemovalTimeout), RemovalTimeout);
        validation.Positive(nameof(GuestTimeout), GuestTimeout);
        validation.Positive(nameof(PollInterval), PollInterval);
        validation.Add(MaxFileBytes < 1, nameof(MaxFileBytes), $"{MaxFileBytes} is below 1", "use 1 or more");
        foreach (MinimegaTap tap in Taps)
        {
            CheckVlan(validation, nameof(Taps), tap.Vlan);
            validation.Add(
                tap.Address.Split('/') is not [var address, var bits]
                    || !IPAddress.TryParse(address, out _)
                    || !byte.TryParse(bits, out byte length)
                    || length > 128,
                nameof(Taps),
                $"'{TextEscaping.Escape(tap.Address)}' is not an address of a tap",
                "use one with its bits, as in 10.0.0.254/24"
            );
        }
        validation.Throw();
        return this;
    }

    private static void CheckVlan(OptionsValidation validation, string option, string vlan) =>
        validation.Add(!NetworkCards.IsVlan(vlan), option, $"'{TextEscaping.Escape(vlan ?? "")}' is not a VLAN", NetworkCards.VlanAdvice);
}
