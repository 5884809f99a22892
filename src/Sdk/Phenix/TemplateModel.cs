using System.Collections;
using Scalewright.Plugins;
using Scalewright.Topologies;
using Scriban.Runtime;

namespace Scalewright.Templating;

/// <summary>Names that a template can use. They are the same as in profile files.</summary>
internal static class TemplateModel
{
    private static readonly OrderedDictionary<string, Func<ScriptContext, RenderBudget, object?>> Values = new(StringComparer.Ordinal)
    {
        ["topology"] = static (script, _) => script.Topology.Name,
        ["group"] = static (script, _) => script.Group.Name,
        ["plugin"] = static (script, _) => script.Group.Plugin,
        ["node"] = static (script, _) => Node(script.Node),
        ["labels"] = static (script, budget) => new TemplateMap(script.Node.Labels, budget),
        ["annotations"] = static (script, budget) => new TemplateMap(script.Node.Annotations, budget),
        ["commands"] = static (script, budget) => List(script.Node.StartupCommands, static text => text, budget),
        ["container"] = static (script, _) => Layout(script.Group.ContainerLayout),
        ["containers"] = static (script, budget) =>
            new ScriptLazy<ScriptArray>(() => List(script.Containers, container => Container(container, budget), budget)),
        ["variables"] = static (script, budget) => new TemplateMap(script.Variables, budget),
    };

    /// <summary>The names, in the order of messages.</summary>
    public static ICollection<string> Names => Values.Keys;

    public static ScriptObject Create(ScriptContext script, RenderBudget budget) =>
        Object([.. Values.Select(value => (value.Key, value.Value(script, budget)))]);

    private static ScriptObject Node(NodeSpec node) =>
        Object(
            ("name", node.Name),
            ("number", node.Number),
            ("image", node.Hardware.Image),
            ("cpu", node.Hardware.Cpus),
            ("memory", node.Hardware.MemoryMiB),
            ("os", node.Hardware.OsType),
            ("containers", node.ContainerCount)
        );

    private static ScriptObject Layout(ContainerLayout layout) =>
        Object(("cpu", layout.Cpus), ("memory", layout.MemoryMiB), ("rootfs", layout.RootFs));

    private static ScriptObject Container(ContainerSpec container, RenderBudget budget) =>
        Object(
            ("name", container.Name),
            ("number", container.Number),
            ("index", container.Index),
            ("unit", container.UnitIndex + 1),
            ("gateway", container.Role.Gateway?.ToString()),
            ("links", List(container.Role.NetworkAttachments.Index(), link => Link(container, link.Item, link.Index), budget)),
            (
                "volumes",
                List(container.Layout.VolumeMounts.Concat(container.Role.VolumeMounts), volume => Volume(container, volume), budget)
            )
        );

    private static ScriptObject Link(ContainerSpec container, NetworkAttachment link, int index) =>
        Object(
            ("network", container.Format(link.Network)),
            ("address", container.GetAddress(index).ToString()),
            ("prefix", link.Addresses.Subnet.PrefixLength),
            ("interface", index)
        );

    private static ScriptObject Volume(ContainerSpec container, VolumeMount volume) =>
        Object(("container", volume.ContainerPath), ("node", container.Format(volume.NodePath)));

    public static ScriptObject Object(params ReadOnlySpan<(string Name, object? Value)> members)
    {
        ScriptObject result = new(members.Length, StringComparer.Ordinal);
        foreach ((string name, object? value) in members)
        {
            result.SetValue(name, value ?? "", readOnly: true);
        }

        return result;
    }

    private static ScriptArray List<T>(IEnumerable<T> items, Func<T, object?> convert, RenderBudget budget)
    {
        ScriptArray list = [];
        foreach (T item in items)
        {
            budget.SpendTime();
            list.Add(convert(item));
        }

        return list;
    }
}

/// <summary>Texts by name for a template. Enumerates objects with <c>key</c> and <c>value</c>.</summary>
internal sealed class TemplateMap : ScriptObject, IEnumerable
{
    public TemplateMap(ValueMap<string> texts, RenderBudget budget)
        : base(texts.Count, autoImportStaticsFromThisType: false, StringComparer.Ordinal)
    {
        foreach ((string name, string text) in (IEnumerable<KeyValuePair<string, string>>)texts)
        {
            budget.SpendTime();
            SetValue(name, text, readOnly: true);
        }
    }

    IEnumerator IEnumerable.GetEnumerator()
    {
        foreach ((string key, object? value) in (IEnumerable<KeyValuePair<string, object?>>)this)
        {
            yield return TemplateModel.Object(("key", key), ("value", value));
        }
    }
}
