namespace Scalewright.Providers.Vagrant.Machines;

/// <summary>Reads <c>vagrant ssh-config</c>, which is a configuration of the OpenSSH client.</summary>
internal static class AccessReader
{
    private const int UsualPort = 22;

    /// <returns>Null when it does not say where the VM is.</returns>
    public static VagrantAccess? Read(string text)
    {
        Dictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase);
        foreach (string line in text.Split('\n').Select(line => line.Trim()))
        {
            int blank = line.IndexOf(' ', StringComparison.Ordinal);
            if (blank > 0)
            {
                // The first value counts, as for the client.
                values.TryAdd(line[..blank], Unquote(line[(blank + 1)..].Trim()));
            }
        }

        return values.GetValueOrDefault("HostName") is { Length: > 0 } host
            ? new VagrantAccess(host, Port(values), values.GetValueOrDefault("User", ""), values.GetValueOrDefault("IdentityFile", ""))
            : null;
    }

    private static int Port(Dictionary<string, string> values) =>
        values.TryGetValue("Port", out string? port) && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is > 0 and <= ushort.MaxValue ? number : UsualPort;

    private static string Unquote(string value) => value.Length >= 2 && value[0] == '"' && value[^1] == '"' ? value[1..^1] : value;
}
