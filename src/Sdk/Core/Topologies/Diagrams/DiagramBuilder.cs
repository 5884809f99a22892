using Scalewright.Topologies.Storage;

namespace Scalewright.Topologies.Diagrams;

/// <summary>Converts a topology to a diagram: selects the visible parts and combines similar nodes. Pure.</summary>
internal static class DiagramBuilder
{
    private const int MaxNodesShown = 20;
    private const int NodesShownOfMany = 4;
    private const int ManyNodes = 100;
    private const int MaxBoxes = 8;
    private const int MaxMarks = 36;
    private const int MaxGroups = 40;

    public static Diagram Build(Topology topology)
    {
        ArgumentNullException.ThrowIfNull(topology);
        NetworkLegend networks = NetworkLegend.Create(topology);
        int shown = topology.NodeCount > ManyNodes ? NodesShownOfMany : MaxNodesShown;
        DiagramGroup[] groups = [.. topology.DeclaredGroups.Take(MaxGroups).Select(group => Build(group, networks, shown))];
        string more = topology.Groups.Count > MaxGroups ? $" · {MaxGroups} of {Count(topology.Groups.Count, "group")} shown" : "";
        return new Diagram(
            topology.Name,
            $"{Count(topology.NodeCount, "node")} · {Count(topology.ContainerCount, "container")} · "
                + $"{Count(topology.Networks.Count, "network")} · {Count(topology.Groups.Count, "group")}{more}",
            networks.Networks,
            [.. groups]
        );
    }

    public static string Count(long count, string noun) => Pluralizer.FormatGrouped(count, noun);

    private static DiagramGroup Build(NodeGroup group, NetworkLegend networks, int shown)
    {
        NodeHardware[] kinds = [.. group.Nodes.Select(node => node.Hardware).Distinct()];
        string hardware = kinds switch
        {
            [] => "no nodes",
            [var one] => string.Create(CultureInfo.InvariantCulture, $"{one.Image} · {Count(one.Cpus, "CPU")} · {one.MemoryMiB:N0} MiB"),
            _ => $"{kinds.Length} kinds of hardware",
        };
        return new DiagramGroup(
            group.Name,
            $"{Count(group.Nodes.Count, "node")} · {Count(group.ContainerCount, "container")}",
            $"{group.Plugin} · {hardware}",
            networks.GetLinks(group),
            GetRoles(group),
            group.Nodes.Count <= shown ? [.. group.Nodes.Select(node => Build(group, node))] : Fold(group)
        );
    }

    private static DiagramBox Build(NodeGroup group, NodeSpec node)
    {
        int roles = group.ContainerLayout.Roles.Count;
        IEnumerable<int> marks =
            roles == 0 || node.ContainerCount > MaxMarks
                ? []
                : Enumerable.Range(0, node.ContainerCount).Select(i => (int)((node.FirstContainerIndex + i) % roles));
        return new DiagramBox(node.Name, Count(node.ContainerCount, "container"), IsMany: false, marks.ToValueList());
    }

    /// <summary>
    /// Combines similar consecutive nodes. If there are too many boxes, the last one represents the remaining nodes.
    /// </summary>
    private static ValueList<DiagramBox> Fold(NodeGroup group)
    {
        DiagramBox[] boxes = [.. NodeRanges.From(group.Nodes).Runs.Select(run => Build(group, run))];
        if (boxes.Length <= MaxBoxes)
        {
            return [.. boxes];
        }

        int shown = NodeRanges.From(group.Nodes).Runs.Take(MaxBoxes - 1).Sum(run => run.Count);
        long containers = group.Nodes.Skip(shown).Sum(node => (long)node.ContainerCount);
        DiagramBox remainder = new(
            $"{group.Nodes[shown].Name} … {group.Nodes[^1].Name}",
            Many(group.Nodes.Count - shown, $"{Count(containers, "container")} in all"),
            IsMany: true,
            []
        );
        return [.. boxes[..(MaxBoxes - 1)], remainder];
    }

    private static DiagramBox Build(NodeGroup group, NodeRange run) =>
        run.Count == 1
            ? Build(group, run.First)
            : new DiagramBox(
                $"{run.First.Name} … {run.Names.At(run.First.Number + run.Count - 1)}",
                Many(run.Count, Each(run.First.ContainerCount)),
                IsMany: true,
                []
            );

    private static string Each(int containers) => containers == 0 ? "no containers" : $"{Count(containers, "container")} each";

    private static string Many(int nodes, string containers) => $"{Count(nodes, "node")} · {containers}";

    /// <summary>Returns the roles to explain: none if there is only one.</summary>
    private static ValueList<DiagramRole> GetRoles(NodeGroup group)
    {
        ValueList<ContainerRole> roles = group.ContainerLayout.Roles;
        if (roles.Count < 2)
        {
            return [];
        }

        long containers = group.ContainerCount;
        return roles
            .Select(
                (role, i) => new DiagramRole(GetLabel(group, role), (containers / roles.Count) + (i < containers % roles.Count ? 1 : 0))
            )
            .ToValueList();
    }

    /// <summary>
    /// Returns the text after the last placeholder: <c>blade-1</c> of <c>wtg-{unit}-blade-1</c>. If this text is empty,
    /// returns the name of a container.
    /// </summary>
    private static string GetLabel(NodeGroup group, ContainerRole role)
    {
        string pattern = role.Name.Text;
        string tail = pattern[(pattern.LastIndexOf('}') + 1)..].Trim('-', '_', '.', ' ');
        return tail.Length > 0 || group.Nodes.FirstOrDefault(node => node.ContainerCount > 0) is not { } node
            ? tail
            : $"{group.GetContainers(node)[0].Format(role.Name)} …";
    }
}

internal sealed record DiagramRole(string Label, long Count);

/// <summary>Node, or several similar nodes.</summary>
/// <param name="Label">Host name; <c>first … last</c> for several.</param>
/// <param name="Roles">Roles of the containers in order. Empty if there are too many, or for several nodes.</param>
internal sealed record DiagramBox(string Label, string Detail, bool IsMany, ValueList<int> Roles);

/// <summary>Texts, counts and colors of a diagram before layout.</summary>
/// <param name="Networks">Networks. The index of a network identifies it in links and selects its color.</param>
internal sealed record Diagram(string Title, string Summary, ValueList<DiagramNetwork> Networks, ValueList<DiagramGroup> Groups);

/// <summary>Nodes of a profile.</summary>
/// <param name="Name">Name of the profile.</param>
/// <param name="Counts">Numbers of nodes and containers.</param>
/// <param name="Facts">Plugin and hardware.</param>
/// <param name="Links">Networks of the nodes.</param>
/// <param name="Roles">Roles of the containers; empty if there is only one.</param>
/// <param name="Boxes">The nodes in order; similar ones share a box.</param>
internal sealed record DiagramGroup(
    string Name,
    string Counts,
    string Facts,
    ValueList<DiagramLink> Links,
    ValueList<DiagramRole> Roles,
    ValueList<DiagramBox> Boxes
);
