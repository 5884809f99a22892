namespace PhenixScaleApp.Corrected.Verification;

/// <summary>Findings of the probe inside one container.</summary>
internal sealed record ContainerReport(string Name)
{
    private const string Container = "@container ";
    private const string Answers = "@answers ";
    private const string End = "@end";

    /// <summary>State of each interface; true if it is up.</summary>
    public Dictionary<string, bool> Links { get; } = new(StringComparer.Ordinal);

    /// <summary>Addresses with prefix length, each with its interface.</summary>
    public HashSet<(string Interface, string Address)> Addresses { get; } = [];

    /// <summary>Addresses of default routes.</summary>
    public HashSet<string> Gateways { get; } = new(StringComparer.Ordinal);

    /// <summary>Addresses that responded to a ping.</summary>
    public HashSet<string> Answering { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads the reports of a node, without incomplete ones.</summary>
    /// <param name="text">Output of the node's script.</param>
    public static IReadOnlyDictionary<string, ContainerReport> ReadAll(string text)
    {
        Dictionary<string, ContainerReport> reports = new(StringComparer.Ordinal);
        ContainerReport? current = null;
        foreach (string line in text.Split('\n').Select(line => line.TrimEnd('\r')))
        {
            if (line.StartsWith(Container, StringComparison.Ordinal))
            {
                current = new ContainerReport(line[Container.Length..]);
            }
            else if (line == End && current is not null)
            {
                reports[current.Name] = current;
                current = null;
            }
            else
            {
                current?.Add(line);
            }
        }

        return reports;
    }

    // Lines of 'ip -o link', 'ip -o addr' and 'ip route', of iproute2 and of busybox.
    private void Add(string line)
    {
        if (line.StartsWith(Answers, StringComparison.Ordinal))
        {
            Answering.Add(line[Answers.Length..]);
            return;
        }

        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is ["default", "via", var gateway, ..])
        {
            Gateways.Add(gateway);
        }
        else if (words is [_, var device, "inet" or "inet6", var address, ..])
        {
            Addresses.Add((device, address));
        }
        else if (words is [_, var link, var flags, ..] && link.EndsWith(':') && flags.StartsWith('<'))
        {
            Links[link.TrimEnd(':').Split('@')[0]] = flags.Trim('<', '>').Split(',').Contains("UP", StringComparer.Ordinal);
        }
    }
}
