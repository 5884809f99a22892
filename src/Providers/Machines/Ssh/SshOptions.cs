using Scalewright.Randomness;

namespace Scalewright.Providers.Ssh;

/// <summary>How machines are reached. What is not set here is as the user's own SSH configuration has it.</summary>
public sealed record SshOptions
{
    /// <summary>The OpenSSH client, 8.4 or later; default <c>ssh</c> of the path.</summary>
    public string Program { get; init; } = "ssh";

    /// <summary>A configuration to use instead of the user's; empty: the user's.</summary>
    public string ConfigFile { get; init; } = "";

    /// <summary>The key to log in with; empty: those of the configuration and of the agent.</summary>
    public string IdentityFile { get; init; } = "";

    /// <summary>The certificate of the key; empty: none, or the one beside it.</summary>
    public string CertificateFile { get; init; } = "";

    /// <summary>Machines to pass on the way, as <c>user@host:port</c>, the nearest first: with this key, certificate and file of known keys, but never with the password. Default none, or those of the configuration.</summary>
    public ValueList<string> JumpHosts { get; init; } = [];

    /// <summary>The password to log in with, told to the target alone; null: none, and nothing is ever asked for.</summary>
    public SshPassword? Password { get; init; }

    /// <summary>Whether commands are run by sudo; null: they are run as who logged in.</summary>
    public SshSudo? Sudo { get; init; }

    /// <summary>Where the keys of machines are kept, best in the folder of the cluster's state; empty: where the user's configuration has it.</summary>
    public string KnownHostsFile { get; init; } = "";

    /// <summary>What is done with machines whose key is not known; default: they are refused.</summary>
    public HostKeyPolicy HostKeys { get; init; } = HostKeyPolicy.Strict;

    /// <summary>How long a machine may take until it is logged in to; default 30 seconds.</summary>
    public TimeSpan ConnectDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Timeout of each answer when a session is opened over a standing connection. Default 5 seconds.
    /// A machine whose login took long has more time: three times as much as the login.</summary>
    public TimeSpan SessionDeadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After how much silence of a running command a sign of life is asked for; default 3 seconds.</summary>
    public TimeSpan HeartbeatPeriod { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>After how much silence in answer to that the connection is given up; default 6 seconds.</summary>
    public TimeSpan HeartbeatBudget { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>Logins under way at once to one machine; default 8.</summary>
    public int HandshakesMax { get; init; } = 8;

    /// <summary>Logins under way at once in all; default 32.</summary>
    public int HandshakesTotalMax { get; init; } = 32;

    /// <summary>Commands that run at once on one machine; further ones wait. Fewer where the server allows fewer. Default 8.</summary>
    public int ChannelsMax { get; init; } = 8;

    /// <summary>How often a login is tried that the server turned away for being busy; default 6.</summary>
    public int AttemptsMax { get; init; } = 6;

    /// <summary>Chance for jitter and names of temporary files; its seed is of no importance here.</summary>
    public Random Chance { get; init; } = new SystemChance();

    /// <summary>Time for deadlines; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Whether the client writes down which keys it offers.</summary>
    internal bool TellsKeys { get; init; }

    internal SshOptions Checked()
    {
        ArgumentException.ThrowIfNullOrEmpty(Program);
        ArgumentOutOfRangeException.ThrowIfLessThan(HandshakesMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(HandshakesTotalMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ChannelsMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(AttemptsMax, 1);
        foreach (TimeSpan limit in new[] { ConnectDeadline, SessionDeadline, HeartbeatPeriod, HeartbeatBudget })
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero);
        }

        foreach (string jump in JumpHosts)
        {
            AddressRules.CheckJump(jump);
        }

        return this;
    }
}
