namespace Scalewright.Providers.Ssh;

/// <summary>
/// Validates addresses, so that the SSH client, its configuration and a shell cannot interpret them as anything else.
/// </summary>
internal static class AddressRules
{
    /// <summary>Default port of SSH servers.</summary>
    public const int UsualPort = 22;

    private const int MaxPort = 65535;
    private const int MaxHostLength = 253;

    /// <exception cref="ArgumentException">The address is invalid.</exception>
    public static void Check(NodeAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!IsHost(address.Host))
        {
            throw new ArgumentException(
                $"'{TextEscaping.Escape(address.Host)}' is neither a host name nor an IP address; use letters, digits, "
                    + "'.', '-' and '_', or an IP address.",
                nameof(address)
            );
        }

        if (address.Port is < 0 or > MaxPort)
        {
            throw new ArgumentException(
                $"Port {address.Port} of '{address.Host}' is out of range; use 1 to {MaxPort}, or 0 for the default port.",
                nameof(address)
            );
        }

        if (address.User.Length > 0 && !IsName(address.User))
        {
            throw new ArgumentException(
                $"'{TextEscaping.Escape(address.User)}' is not a name of a user; use letters, digits, '.', '-' and '_'.",
                nameof(address)
            );
        }

        if (address.HostKeys.FirstOrDefault(key => !IsKey(key)) is { } bad)
        {
            throw new ArgumentException(
                $"'{TextEscaping.Escape(bad)}' is not a key of a host; use its type and the key, as in 'ssh-ed25519 AAAA…'.",
                nameof(address)
            );
        }
    }

    /// <exception cref="ArgumentException">The jump host is not of the form <c>user@host:port</c>.</exception>
    public static void CheckJump(string jump)
    {
        ArgumentException.ThrowIfNullOrEmpty(jump);
        int at = jump.IndexOf('@', StringComparison.Ordinal);
        string user = at > 0 ? jump[..at] : "x";
        string host = jump[(at + 1)..];
        int colon = host.StartsWith('[') ? host.IndexOf("]:", StringComparison.Ordinal) + 1 : host.IndexOf(':', StringComparison.Ordinal);
        bool isPort = colon <= 0 || (int.TryParse(host[(colon + 1)..], out int port) && port is > 0 and <= MaxPort);
        string name = (colon > 0 ? host[..colon] : host).Trim('[', ']');
        if (!IsName(user) || !IsHost(name) || !isPort)
        {
            throw new ArgumentException($"'{TextEscaping.Escape(jump)}' is not a valid jump host; use user@host:port.", nameof(jump));
        }
    }

    /// <summary>
    /// Returns the canonical form of an address, regardless of letter case, notation and an explicit default port.
    /// </summary>
    public static string GetCanonicalAddress(NodeAddress address)
    {
        int zone = address.Host.IndexOf('%', StringComparison.Ordinal);
        string host =
            zone < 0 && IPAddress.TryParse(address.Host, out IPAddress? number)
                ? number.ToString()
                : address.Host.TrimEnd('.').ToUpperInvariant();
        return string.Create(CultureInfo.InvariantCulture, $"[{host}]:{(address.Port > 0 ? address.Port : UsualPort)}");
    }

    public static bool IsHost(string host)
    {
        if (host.Length is 0 or > MaxHostLength)
        {
            return false;
        }

        string[] parts = host.Split('%', 2);
        return parts[0].Contains(':', StringComparison.Ordinal)
            ? IPAddress.TryParse(parts[0], out _)
                && parts[0].All(letter => char.IsAsciiHexDigit(letter) || letter is ':' or '.')
                && (parts.Length == 1 || IsName(parts[1]))
            : parts.Length == 1 && IsName(host);
    }

    /// <summary>Parses the validated address of a jump host.</summary>
    public static NodeAddress ParseJump(string jump)
    {
        int at = jump.IndexOf('@', StringComparison.Ordinal);
        string host = jump[(at + 1)..];
        int colon = host.StartsWith('[') ? host.IndexOf("]:", StringComparison.Ordinal) + 1 : host.IndexOf(':', StringComparison.Ordinal);
        int port = colon > 0 ? int.Parse(host[(colon + 1)..], CultureInfo.InvariantCulture) : 0;
        string address = (colon > 0 ? host[..colon] : host).Trim('[', ']');
        return new NodeAddress(address) { User = at > 0 ? jump[..at] : "", Port = port };
    }

    public static bool IsName(string name) =>
        name.Length > 0 && name[0] != '-' && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_');

    /// <summary>Returns true if the text is a line of a public key file: type, key and an optional comment.</summary>
    public static bool IsKey(string key) =>
        key.Split(' ', 3) is [{ Length: > 0 } type, { Length: > 0 } data, ..]
        && !key.Any(char.IsControl)
        && type.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '@' or '.')
        && Convert.TryFromBase64String(data, new byte[data.Length], out _);
}
