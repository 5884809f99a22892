namespace Scalewright.Agents;

/// <summary>Address of a machine.</summary>
/// <param name="Host">Host name, alias in the user's configuration, or IP address. IPv6 addresses have no brackets; a
/// zone follows after <c>%</c>.</param>
public sealed record NodeAddress(string Host)
{
    /// <summary>Port. Default 0: the port in the user's configuration, otherwise the standard port.</summary>
    public int Port { get; init; }

    /// <summary>User to log in as. Empty: the name in the user's configuration, otherwise the current user.</summary>
    public string User { get; init; } = "";

    /// <summary>Host keys, each a type and a key: <c>ssh-ed25519 AAAA…</c>. Default empty: the known keys.</summary>
    public ValueList<string> HostKeys { get; init; } = [];

    /// <summary>Returns <c>user@host:port</c> without the parts that are not set.</summary>
    public override string ToString()
    {
        string host = Port > 0 && Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
        string login = User.Length > 0 ? $"{User}@" : "";
        return login + host + (Port > 0 ? $":{Port}" : "");
    }
}
