using System.Xml.Linq;
using NodeHealth = Scalewright.Providers.Simulation.HighAvailability.Scores.PacemakerNodeStatus;

namespace Simulation.Tests.HighAvailability.Pacemaker;

/// <summary>Nodes, resources and fencing of a cluster without pending actions.</summary>
internal sealed record ClusterPicture(ValueMap<string> Nodes, ValueMap<string> Places, ValueList<string> Fenced)
{
    public static ClusterPicture Empty { get; } = new(ValueMap.Empty<string>(), ValueMap.Empty<string>(), []);

    public static ClusterPicture Of(PacemakerResult outcome)
    {
        PacemakerState state = outcome.State;
        IEnumerable<PacemakerResource> parts = state
            .Configuration.Resources.Where(resource => !resource.IsFenceDevice)
            .SelectMany(resource => resource.Members.Count > 0 ? resource.Members : [resource.CloneOf ?? resource]);
        return new(
            state.Nodes.Keys.Select(name => KeyValuePair.Create(name, Word(state.GetNodeStatus(name)))).ToValueMap(),
            parts.Select(part => KeyValuePair.Create(part.Id, string.Join(' ', state.GetActiveNodes(part.Id)))).ToValueMap(),
            outcome.Fenced.Distinct().Order(StringComparer.Ordinal).ToValueList()
        );
    }

    public static ClusterPicture Read(XElement status)
    {
        IEnumerable<IGrouping<string, XElement>> resources = status
            .Descendants("resource")
            .Where(resource => !IsFenceDevice(resource))
            .GroupBy(resource => resource.Attribute("id")!.Value.Split(':')[0]);
        return new(
            status
                .Element("nodes")!
                .Elements("node")
                .Select(node => KeyValuePair.Create(node.Attribute("name")!.Value, Health(node)))
                .ToValueMap(),
            resources.Select(group => KeyValuePair.Create(group.Key, PlacesOf(group))).ToValueMap(),
            []
        );
    }

    /// <summary>
    /// Returns the first difference. Does not compare resources that crm_simulate omits, such as groups on lost nodes.
    /// </summary>
    public static string? Difference(ClusterPicture expected, ClusterPicture actual)
    {
        string fenced = string.Join(' ', expected.Fenced);
        string fencedHere = string.Join(' ', actual.Fenced);
        string[] different =
        [
            .. Differences("node", expected.Nodes, actual.Nodes),
            .. fenced == fencedHere ? [] : new[] { $"fenced '{fenced}' at Pacemaker, '{fencedHere}' here" },
            .. Differences("resource", expected.Places, actual.Places),
        ];
        return different.Length == 0 ? null : string.Join("; ", different);
    }

    private static IEnumerable<string> Differences(string kind, ValueMap<string> expected, ValueMap<string> actual) =>
        from entry in expected
        let here = actual.TryGetValue(entry.Key, out string? value) ? value : "nothing"
        where entry.Value != here
        select $"{kind} {entry.Key} '{entry.Value}' at Pacemaker, '{here}' here";

    private static string PlacesOf(IEnumerable<XElement> resources) =>
        string.Join(' ', resources.Elements("node").Select(node => node.Attribute("name")!.Value).Distinct().Order(StringComparer.Ordinal));

    private static bool IsFenceDevice(XElement resource) =>
        resource.Attribute("resource_agent")!.Value.StartsWith("stonith:", StringComparison.Ordinal);

    private static string Health(XElement node)
    {
        if (Is(node, "unclean"))
        {
            return "unclean";
        }

        if (!Is(node, "online"))
        {
            return "offline";
        }

        return Is(node, "standby") ? "standby" : "online";
    }

    private static bool Is(XElement node, string name) => node.Attribute(name)?.Value == "true";

    private static string Word(NodeHealth health) => JsonNamingPolicy.SnakeCaseLower.ConvertName(health.ToString());
}
