using Scalewright.Providers.Containers;

namespace Scalewright.Tool.Providers;

/// <summary>
/// Container engines on a command line: <c>URI</c> or <c>context:NAME</c>, or several, each after <c>CLOUD=</c>.
/// </summary>
internal static class EngineList
{
    private const string SchemeEnd = "://";
    private const string ContextPrefix = "context:";
    private const string Example = "for example unix:///run/podman/podman.sock";
    private const string TwoExample = "for example a=unix:///run/a.sock,b=tcp://192.0.2.1:2375";

    /// <summary>Returns the engines of a valid list, in its order. Nodes that specify no cloud are created at the
    /// first.</summary>
    public static ValueList<ContainerEngine> Parse(string list) =>
        list.Length == 0 ? [new ContainerEngine()] : [.. Split(list).Select(entry => Create(entry.Cloud, entry.Address))];

    /// <summary>Returns the error in a list; null if it is valid. The error does not repeat a password.</summary>
    public static string? FindProblem(string list)
    {
        (string Cloud, string Address)[] entries = [.. Split(list)];
        if (entries.Select(entry => FindAddressProblem(entry.Address, list)).FirstOrDefault(fault => fault is not null) is { } fault)
        {
            return fault;
        }

        if (entries.Length > 1 && Array.Exists(entries, entry => entry.Cloud.Length == 0))
        {
            return $"an engine of several has no cloud; name one for each, {TwoExample}";
        }

        return entries.DistinctBy(entry => entry.Cloud, StringComparer.Ordinal).Count() < entries.Length
            ? $"two engines have the same cloud; use another name for each, {TwoExample}"
            : null;
    }

    /// <summary>Returns the location of engines, which distinguishes them from others. The order is not part of it,
    /// because it determines only the cloud of new nodes.</summary>
    /// <exception cref="Scalewright.Providers.ProviderException">The list is empty, and no engine is found.</exception>
    public static string Locate(string list) =>
        string.Join(',', Parse(list).OrderBy(engine => engine.Cloud, StringComparer.Ordinal).Select(Locate));

    private static string? FindAddressProblem(string address, string list)
    {
        if (address == ContextPrefix)
        {
            return "a context has no name; use one that 'docker context ls' lists, for example context:lab";
        }

        if (IsContext(address))
        {
            return null;
        }

        // A path alone is an absolute URI on Linux.
        if (!address.Contains(SchemeEnd, StringComparison.Ordinal) || !Uri.TryCreate(address, UriKind.Absolute, out Uri? uri))
        {
            // The text before an at sign may contain a password. A comma in it divides the list.
            string found = list.Contains('@', StringComparison.Ordinal) ? "an entry" : $"'{address}'";
            return $"{found} is not an address of an engine; use a URI, {Example}";
        }

        return uri.UserInfo.Contains(':', StringComparison.Ordinal) ? $"the address contains a password; leave it out, {Example}" : null;
    }

    private static IEnumerable<(string Cloud, string Address)> Split(string list) =>
        list.Split(',')
            .Select(entry =>
            {
                // An equals sign after the scheme belongs to the address.
                int schemeIndex = entry.IndexOf(SchemeEnd, StringComparison.Ordinal);
                int addressIndex = schemeIndex < 0 ? entry.IndexOf(ContextPrefix, StringComparison.Ordinal) : schemeIndex;
                int separator = addressIndex < 0 ? -1 : entry.IndexOf('=', StringComparison.Ordinal);
                return separator >= 0 && separator < addressIndex ? (entry[..separator], entry[(separator + 1)..]) : ("", entry);
            });

    private static ContainerEngine Create(string cloud, string address) =>
        IsContext(address)
            ? new ContainerEngine(cloud) { Context = address[ContextPrefix.Length..] }
            : new ContainerEngine(cloud) { Endpoint = new Uri(address) };

    private static bool IsContext(string address) => address.StartsWith(ContextPrefix, StringComparison.Ordinal);

    private static string Locate(ContainerEngine engine)
    {
        string cloud = engine.Cloud.Length > 0 ? $"{engine.Cloud}=" : "";
        return cloud + Describe(engine.FindEndpoint());
    }

    // The user name stays: it can select another engine of the machine. A password, which only a variable can contain,
    // is left out.
    private static string Describe(Uri endpoint)
    {
        Uri shown = endpoint.UserInfo.Contains(':', StringComparison.Ordinal) ? new UriBuilder(endpoint) { Password = "" }.Uri : endpoint;
        return shown.ToString().TrimEnd('/');
    }
}
