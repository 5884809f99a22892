namespace Scalewright.Agents;

/// <summary>Where a machine is reached.</summary>
/// <param name="Host">Its name, an alias of the user's configuration, or its address; IPv6 without brackets, a zone behind <c>%</c>.</param>
public sealed record NodeAddress(string Host)
{
    /// <summary>Its port; default 0: the usual one, or the one that the user's configuration has.</summary>
    public int Port { get; init; }

    /// <summary>Whom to log in as; empty: whom the user's configuration has, or the user of this machine.</summary>
    public string User { get; init; } = "";

    /// <summary>The keys by which it proves who it is, each as type and key: <c>ssh-ed25519 AAAA…</c>. Default none: those known otherwise.</summary>
    public ValueList<string> HostKeys { get; init; } = [];

    /// <summary><c>user@host:port</c>, as far as they are set.</summary>
    public override string ToString()
    {
        string host = Port > 0 && Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
        return (User.Length > 0 ? $"{User}@" : "") + host + (Port > 0 ? $":{Port}" : "");
    }
}
