namespace Scalewright.Providers.Ssh;

/// <summary>
/// Options of SSH connections. The user's SSH configuration applies to all settings that are not set here.
/// </summary>
public sealed record SshClientOptions
{
    private const string DefaultClient = "ssh";

    /// <summary>
    /// Implementation of the SSH protocol. Default <see cref="SshCarrier.OpenSsh"/> on Linux, else
    /// <see cref="SshCarrier.SshNet"/>.
    /// </summary>
    public SshCarrier Carrier { get; init; } =
        OperatingSystem.IsLinux() && Environment.Is64BitProcess ? SshCarrier.OpenSsh : SshCarrier.SshNet;

    /// <summary>OpenSSH client, version 8.4 or later. Default <c>ssh</c> in the path. For OpenSSH only.</summary>
    public string ClientPath { get; init; } = DefaultClient;

    /// <summary>
    /// Configuration file that replaces the user's file; empty to use the user's file. For OpenSSH only.
    /// </summary>
    public string ConfigFile { get; init; } = "";

    /// <summary>
    /// Private key for the login; empty to use the keys of the configuration and the SSH agent, or, with SSH.NET, the
    /// keys with default names in the user's <c>.ssh</c> folder.
    /// </summary>
    public string IdentityFile { get; init; } = "";

    /// <summary>
    /// Passphrase of the private key. Default null: the key is not encrypted. For SSH.NET only; for OpenSSH, add the
    /// key to the SSH agent.
    /// </summary>
    public SshPassword? KeyPassphrase { get; init; }

    /// <summary>Certificate of the key; empty to use the certificate next to the key, if it exists.</summary>
    public string CertificateFile { get; init; } = "";

    /// <summary>
    /// Jump hosts as <c>user@host:port</c>, the nearest first. They use this key, certificate and known hosts file, but
    /// never the password. Default empty: the jump hosts of the configuration, if set.
    /// </summary>
    public ValueList<string> JumpHosts { get; init; } = [];

    /// <summary>Password for the login, sent to the target only. Default null: no password, and no prompt.</summary>
    public SshPassword? Password { get; init; }

    /// <summary>Runs commands with sudo; null to run them as the login user.</summary>
    public SshSudoOptions? Sudo { get; init; }

    /// <summary>
    /// File for known host keys, ideally in the folder of the cluster's state; empty to use the user's file.
    /// </summary>
    public string KnownHostsFile { get; init; } = "";

    /// <summary>Handling of machines with an unknown host key. Default: they are refused.</summary>
    public HostKeyPolicy HostKeyPolicy { get; init; } = HostKeyPolicy.Strict;

    /// <summary>Timeout of a login. Default 30 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Timeout of each response when a session is opened over an existing connection. Default 5 seconds. If the login
    /// to a machine is slow, the timeout is three times the duration of the login.
    /// </summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Time without output from a running command after which a heartbeat is sent. Default 3 seconds.
    /// </summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Timeout of a heartbeat, after which the connection is closed. Default 6 seconds.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>Maximum number of concurrent logins to one machine. Default 8.</summary>
    public int MaxHandshakesPerHost { get; init; } = 8;

    /// <summary>Maximum number of concurrent logins in total. Default 32.</summary>
    public int MaxHandshakes { get; init; } = 32;

    /// <summary>
    /// Maximum number of concurrent commands on one machine; further commands wait. The limit is lowered if the server
    /// allows fewer sessions. Default 8.
    /// </summary>
    public int MaxChannelsPerHost { get; init; } = 8;

    /// <summary>Maximum number of login attempts when the server is too busy. Default 6.</summary>
    public int MaxLoginAttempts { get; init; } = 6;

    /// <summary>Random source for jitter and names of temporary files. Its seed does not matter.</summary>
    public Random Random { get; init; } = new SystemRandom();

    /// <summary>Time source for timeouts. Default the system clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Retries of a login while the server is too busy.</summary>
    internal RetryOptions BusyRetry =>
        new()
        {
            MaxRetryAttempts = MaxLoginAttempts - 1,
            Delay = TimeSpan.FromMilliseconds(200),
            MaxDelay = TimeSpan.FromSeconds(5),
        };

    /// <summary>True if the client logs the keys that it offers.</summary>
    internal bool LogsOfferedKeys { get; init; }

    internal SshClientOptions Checked()
    {
        ArgumentException.ThrowIfNullOrEmpty(ClientPath);
        CheckCarrier();
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxHandshakesPerHost, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxHandshakes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxChannelsPerHost, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxLoginAttempts, 1);
        foreach (TimeSpan limit in new[] { ConnectTimeout, SessionTimeout, KeepAliveInterval, KeepAliveTimeout })
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero);
        }

        foreach (string jump in JumpHosts)
        {
            AddressRules.CheckJump(jump);
        }

        return this;
    }

    private void CheckCarrier()
    {
        if (Carrier == SshCarrier.OpenSsh)
        {
            bool canRun = OperatingSystem.IsLinux() && Environment.Is64BitProcess;
            ThrowIf(!canRun, "runs on 64-bit Linux only", nameof(Carrier));
            ThrowIf(KeyPassphrase is not null, "takes no passphrase; add the key to the SSH agent", nameof(KeyPassphrase));
        }
        else
        {
            ThrowIf(ConfigFile.Length > 0, "reads no configuration file", nameof(ConfigFile));
            ThrowIf(ClientPath != DefaultClient, "starts no client", nameof(ClientPath));
        }
    }

    private void ThrowIf(bool isInvalid, string reason, string option)
    {
        if (isInvalid)
        {
            throw new ArgumentException($"The carrier {Carrier} {reason}.", option);
        }
    }
}
