namespace Scalewright.Agents;

/// <summary>Address of a machine.</summary>
/// <param name="Host">Host name, alias of the user's configuration, or IP address. IPv6 without brackets, a zone after
/// <c>%</c>.</param>
public sealed record NodeAddress(string Host)
{
    /// <summary>Port. Default 0: the standard port, or that of the user's configuration.</summary>
    public int Port { get; init; }

    /// <summary>User to log in as. Empty: that of the user's configuration, or the user of this machine.</summary>
    public string User { get; init; } = "";

    /// <summary>Host keys, as type and key: <c>ssh-ed25519 AAAA…</c>. Default empty: the known keys.</summary>
    public ValueList<string> HostKeys { get; init; } = [];

    /// <summary>Returns <c>user@host:port</c> without the parts that are not set.</summary>
    public override string ToString()
    {
        string host = Port > 0 && Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
        string login = User.Length > 0 ? $"{User}@" : "";
        return login + host + (Port > 0 ? $":{Port}" : "");
    }
}
