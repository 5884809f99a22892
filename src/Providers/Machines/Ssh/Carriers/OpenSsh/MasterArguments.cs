using System.Runtime.Versioning;

namespace Scalewright.Providers.Ssh.Carriers.OpenSsh;

/// <summary>Arguments of the client that logs in and holds the connection for all sessions.</summary>
[SupportedOSPlatform("linux")]
internal static class MasterArguments
{
    private const int AliveCount = 2;

    /// <param name="options">SSH settings.</param>
    public static List<string> Create(SshClientOptions options, NodeAddress address, string control, JumpChain jumps)
    {
        List<string> arguments = ["-M", "-N", "-T", "-n", "-S", control, "-E", control + ".log"];
        Add(arguments, "-F", options.ConfigFile);
        Add(arguments, "-l", address.User);
        Add(arguments, "-p", address.Port > 0 ? address.Port.ToString(CultureInfo.InvariantCulture) : "");
        Add(arguments, "-i", options.IdentityFile);
        foreach ((string name, string value) in Settings(options, address, control).Concat(jumps.Settings))
        {
            arguments.Add("-o");
            arguments.Add($"{name}={value}");
        }

        return [.. arguments, "--", address.Host];
    }

    private static IEnumerable<(string Name, string Value)> Settings(SshClientOptions options, NodeAddress address, string control)
    {
        yield return ("ControlPersist", "no");
        yield return ("EscapeChar", "none");
        yield return ("BatchMode", options.Password is null ? "yes" : "no");
        yield return ("NumberOfPasswordPrompts", "1");
        foreach ((string Name, string Value) setting in Login(options, address, control + ".known"))
        {
            yield return setting;
        }
    }

    /// <summary>Settings of a login, to the target or to a jump host.</summary>
    /// <param name="knownHostsFile">File with the known keys of the address, if any.</param>
    public static IEnumerable<(string Name, string Value)> Login(SshClientOptions options, NodeAddress address, string knownHostsFile)
    {
        yield return ("ForkAfterAuthentication", "no");
        yield return ("RemoteCommand", "none");
        yield return ("PermitLocalCommand", "no");
        yield return ("LogLevel", "INFO");
        if (options.LogsOfferedKeys)
        {
            yield return OfferedKeys.Setting;
        }

        yield return ("ConnectionAttempts", "1");
        yield return ("ConnectTimeout", Seconds(options.ConnectTimeout));
        yield return ("ServerAliveInterval", Seconds(options.KeepAliveInterval));
        yield return ("ServerAliveCountMax", AliveCount.ToString(CultureInfo.InvariantCulture));
        yield return (
            "StrictHostKeyChecking",
            options.HostKeyPolicy == HostKeyPolicy.AcceptNew && address.HostKeys.Count == 0 ? "accept-new" : "yes"
        );
        yield return ("UpdateHostKeys", "no");
        if (address.HostKeys.Count > 0 || options.KnownHostsFile.Length > 0)
        {
            yield return ("UserKnownHostsFile", Quote(address.HostKeys.Count > 0 ? knownHostsFile : options.KnownHostsFile));
            yield return ("GlobalKnownHostsFile", "/dev/null");
        }

        if (options.CertificateFile.Length > 0)
        {
            yield return ("CertificateFile", Quote(options.CertificateFile));
        }
    }

    // ssh_config(5): values with spaces require double quotes, and % starts a token.
    private static string Quote(string path) => $"\"{path.Replace("%", "%%", StringComparison.Ordinal)}\"";

    private static string Seconds(TimeSpan time) =>
        Math.Max(1, (int)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private static void Add(List<string> arguments, string name, string value)
    {
        if (value.Length > 0)
        {
            arguments.Add(name);
            arguments.Add(value);
        }
    }
}
