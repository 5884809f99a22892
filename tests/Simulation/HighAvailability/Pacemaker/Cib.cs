using System.Xml.Linq;

namespace Simulation.Tests.HighAvailability.Pacemaker;

/// <summary>The cluster information base of a cluster, as Pacemaker 2.1 reads it.</summary>
internal static class Cib
{
    /// <param name="state">The state of the cluster.</param>
    /// <param name="status">Status as the last run saved it.</param>
    /// <param name="isValidated">Whether Pacemaker checks the configuration against its schema.</param>
    public static XElement Of(PacemakerState state, XElement status, bool isValidated)
    {
        PacemakerConfiguration configuration = state.Configuration;
        return new(
            "cib",
            new XAttribute("crm_feature_set", "3.16.1"),
            new XAttribute("validate-with", isValidated ? "pacemaker-3.7" : "none"),
            new XAttribute("admin_epoch", 0),
            new XAttribute("epoch", 1),
            new XAttribute("num_updates", 0),
            new XAttribute("have-quorum", state.HasQuorum ? 1 : 0),
            new XElement(
                "configuration",
                new XElement("crm_config", Options(configuration.Options)),
                new XElement("nodes", configuration.Nodes.Select((node, index) => Node(node, index + 1, state.Nodes[node.Name].IsStandby))),
                new XElement("resources", configuration.Resources.Select(Resource)),
                new XElement("constraints", Constraints(configuration)),
                new XElement("rsc_defaults", Set("meta_attributes", "defaults", configuration.Defaults))
            ),
            new XElement("status", status.Elements("node_state").OrderBy(node => node.Attribute("id")!.Value, StringComparer.Ordinal))
        );
    }

    private static XElement? Options(PacemakerOptions options) =>
        Set(
            "cluster_property_set",
            "options",
            [
                KeyValuePair.Create("stonith-enabled", Word(options.IsStonithEnabled)),
                KeyValuePair.Create("startup-fencing", Word(options.IsStartupFencing)),
                KeyValuePair.Create("symmetric-cluster", Word(options.IsSymmetricCluster)),
                KeyValuePair.Create("maintenance-mode", Word(options.IsMaintenanceMode)),
                KeyValuePair.Create("stop-all-resources", Word(options.StopsAllResources)),
                KeyValuePair.Create("no-quorum-policy", Word(options.NoQuorumPolicy)),
                KeyValuePair.Create("placement-strategy", Word(options.PlacementStrategy)),
            ]
        );

    private static XElement Node(PacemakerNode node, int number, bool isStandby) =>
        new(
            "node",
            new XAttribute("id", number),
            new XAttribute("uname", node.Name),
            isStandby ? Set("instance_attributes", $"{node.Name}-state", [KeyValuePair.Create("standby", "on")]) : null,
            Set("utilization", $"{node.Name}-capacity", Words(node.Capacity))
        );

    private static XElement Resource(PacemakerResource resource)
    {
        XElement? meta = Set("meta_attributes", $"{resource.Id}-meta", resource.MetaAttributes);
        if (resource.Members.Count > 0)
        {
            return new("group", new XAttribute("id", resource.Id), meta, resource.Members.Select(Resource));
        }

        if (resource.CloneOf is { } copied)
        {
            return new("clone", new XAttribute("id", resource.Id), meta, Resource(copied));
        }

        return new(
            "primitive",
            new XAttribute("id", resource.Id),
            resource.IsFenceDevice
                ? (XAttribute[])[new XAttribute("class", "stonith"), new XAttribute("type", "fence_dummy")]
                : [new XAttribute("class", "ocf"), new XAttribute("provider", "pacemaker"), new XAttribute("type", "Dummy")],
            meta,
            Set("utilization", $"{resource.Id}-needs", Words(resource.Utilization))
        );
    }

    private static IEnumerable<XElement> Constraints(PacemakerConfiguration configuration) =>
        [
            .. configuration.Locations.Select(
                (one, index) =>
                    new XElement(
                        "rsc_location",
                        new XAttribute("id", $"location-{index}"),
                        new XAttribute("rsc", one.Resource),
                        new XAttribute("node", one.Node),
                        new XAttribute("score", Word(one.Value))
                    )
            ),
            .. configuration.Colocations.Select(
                (one, index) =>
                    new XElement(
                        "rsc_colocation",
                        new XAttribute("id", $"colocation-{index}"),
                        new XAttribute("rsc", one.Resource),
                        new XAttribute("with-rsc", one.WithResource),
                        new XAttribute("score", Word(one.Value))
                    )
            ),
            .. configuration.Orders.Select(
                (one, index) =>
                    new XElement(
                        "rsc_order",
                        new XAttribute("id", $"order-{index}"),
                        new XAttribute("first", one.First),
                        new XAttribute("then", one.Then)
                    )
            ),
        ];

    private static XElement? Set(string name, string id, IEnumerable<KeyValuePair<string, string>> values)
    {
        XElement[] pairs =
        [
            .. values.Select(entry => new XElement(
                "nvpair",
                new XAttribute("id", $"{id}-{entry.Key}"),
                new XAttribute("name", entry.Key),
                new XAttribute("value", entry.Value)
            )),
        ];
        return pairs.Length == 0 ? null : new XElement(name, new XAttribute("id", id), pairs);
    }

    private static IEnumerable<KeyValuePair<string, string>> Words(ValueMap<int> numbers) =>
        numbers.Select(entry => KeyValuePair.Create(entry.Key, Word(entry.Value)));

    private static string Word(Enum value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static string Word(bool value) => value ? "true" : "false";

    private static string Word(int number) =>
        number switch
        {
            Score.Infinity => "INFINITY",
            -Score.Infinity => "-INFINITY",
            _ => number.ToString(CultureInfo.InvariantCulture),
        };
}
