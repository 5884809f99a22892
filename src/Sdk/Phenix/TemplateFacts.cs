using Scalewright.Plugins;
using Scalewright.Topologies;

namespace Scalewright.Templating;

/// <summary>What a template can name. The words are those of profile files.</summary>
internal static class TemplateFacts
{
    public static Dictionary<string, object?> Of(ScriptContext script, RenderBudget budget)
    {
        ScriptContext context = script;
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["topology"] = FactText.Of(script.Topology.Name),
            ["group"] = FactText.Of(script.Group.Name),
            ["plugin"] = FactText.Of(script.Group.Plugin),
            ["node"] = Node(script.Node),
            ["labels"] = new FactMap(script.Node.Labels, budget),
            ["annotations"] = new FactMap(script.Node.Annotations, budget),
            ["commands"] = FactList.Of(script.Node.StartupCommands, static (command, _) => FactText.Of(command), budget),
            ["container"] = Rule(script.Group.Containers),
            ["containers"] = new FactList(script.Node.ContainerCount, offset => Container(context.Containers[offset], budget), budget),
            ["variables"] = new FactMap(script.Variables, budget),
        };
    }

    private static Dictionary<string, object?> Node(NodeSpec node) => new(StringComparer.Ordinal)
    {
        ["name"] = FactText.Of(node.Name),
        ["number"] = node.Number,
        ["image"] = FactText.Of(node.Hardware.Image),
        ["cpu"] = node.Hardware.Cpus,
        ["memory"] = node.Hardware.MemoryMiB,
        ["os"] = FactText.Of(node.Hardware.OsType),
        ["containers"] = node.ContainerCount,
    };

    private static Dictionary<string, object?> Rule(ContainerRule rule) => new(StringComparer.Ordinal)
    {
        ["cpu"] = rule.Cpus,
        ["memory"] = rule.MemoryMiB,
        ["rootfs"] = FactText.Of(rule.RootFs),
    };

    private static Dictionary<string, object?> Container(ContainerSpec container, RenderBudget budget) => new(StringComparer.Ordinal)
    {
        ["name"] = FactText.Of(container.Name),
        ["number"] = container.Number,
        ["index"] = container.Index,
        ["unit"] = container.Unit + 1,
        ["gateway"] = FactText.Of(container.Role.Gateway?.ToString()),
        ["links"] = FactList.Of(container.Role.Links, (link, index) => Link(container, link, index), budget),
        ["volumes"] = FactList.Of(container.Rule.Volumes.AddRange(container.Role.Volumes), (volume, _) => Volume(container, volume), budget),
    };

    private static Dictionary<string, object?> Link(ContainerSpec container, LinkRule link, int index) => new(StringComparer.Ordinal)
    {
        ["network"] = FactText.Of(container.Text(link.Network)),
        ["address"] = FactText.Of(container.AddressOn(index).ToString()),
        ["prefix"] = link.Addresses.Subnet.PrefixLength,
        ["interface"] = index,
    };

    private static Dictionary<string, object?> Volume(ContainerSpec container, VolumeRule volume) => new(StringComparer.Ordinal)
    {
        ["container"] = FactText.Of(volume.Container),
        ["node"] = FactText.Of(container.Text(volume.Node)),
    };
}
