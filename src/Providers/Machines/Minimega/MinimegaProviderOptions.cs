using Scalewright.Agents.Services;
using Scalewright.Randomness;

namespace Scalewright.Providers.Minimega;

/// <summary>Where minimega is, and what it makes of nodes.</summary>
public sealed record MinimegaProviderOptions
{
    /// <summary>The Unix socket of the server; default <see cref="MinimegaOptions.DefaultSocket"/>.</summary>
    public string Socket { get; init; } = MinimegaOptions.DefaultSocket;

    /// <summary>What nodes are that do not say it by their annotation <c>minimega.kind</c>; default <see cref="MinimegaNodeKind.Kvm"/>.</summary>
    public MinimegaNodeKind Kind { get; init; } = MinimegaNodeKind.Kvm;

    /// <summary>The VLAN of nodes without a network section, a number or an alias of their cluster; default <c>nodes</c>.</summary>
    public string Vlan { get; init; } = "nodes";

    /// <summary>Interfaces of minimega's host in the VLANs of each cluster; default none.</summary>
    public ValueList<MinimegaTap> Taps { get; init; } = [];

    /// <summary>The longest wait for a complete answer of minimega; default 60 s.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a node that was removed may go on being listed; default 30 s.</summary>
    public TimeSpan RemovalDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the agent of minimega in a node may take to say hello, and to do a single request; default 60 s. It asks for work each 5 s.</summary>
    public TimeSpan GuestDeadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long to wait before an answer of a node is looked for again; default 0.5 s.</summary>
    public TimeSpan LookPeriod { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The largest file that goes to a node or comes from one, which is held in memory meanwhile; default 64 MiB.</summary>
    public int FileBytesMax { get; init; } = 64 * 1024 * 1024;

    /// <summary>What agents of nodes answer besides commands and files; they run in this process. Default nothing.</summary>
    public ServiceSet Services { get; init; } = ServiceSet.Empty;

    /// <summary>Time; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Chance for sessions; default one that nobody can foretell.</summary>
    public Random Chance { get; init; } = new SystemChance();

    internal MinimegaProviderOptions Checked()
    {
        WrongOptions wrong = new();
        wrong.Needs(nameof(Socket), Socket);
        CheckWord(wrong, nameof(Vlan), Vlan);
        wrong.Positive(nameof(CallTimeout), CallTimeout);
        wrong.Positive(nameof(RemovalDeadline), RemovalDeadline);
        wrong.Positive(nameof(GuestDeadline), GuestDeadline);
        wrong.Positive(nameof(LookPeriod), LookPeriod);
        wrong.Add(FileBytesMax < 1, nameof(FileBytesMax), $"{FileBytesMax} is below 1", "use 1 or more");
        foreach (MinimegaTap tap in Taps)
        {
            CheckWord(wrong, nameof(Taps), tap.Vlan);
            wrong.Add(
                tap.Address.Split('/') is not [var address, var bits] || !IPAddress.TryParse(address, out _) || !byte.TryParse(bits, out byte length) || length > 128,
                nameof(Taps), $"'{Printable.Escape(tap.Address)}' is no address of a tap", "use one with its bits, as in 10.0.0.254/24");
        }
        wrong.Throw();
        return this;
    }

    private static void CheckWord(WrongOptions wrong, string option, string vlan) => wrong.Add(
        string.IsNullOrEmpty(vlan) || vlan.Any(character => !char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_' or '.')),
        option, $"'{Printable.Escape(vlan ?? "")}' is no VLAN", "use a number, or letters, digits, '-', '_' and '.'");
}
