using System.Collections;
using Scalewright.Plugins;
using Scalewright.Topologies;

namespace Scalewright.Templating;

/// <summary>Names that a template can use. They are the same as in profile files.</summary>
internal static class TemplateModel
{
    public static Dictionary<string, object?> Create(ScriptContext script, RenderBudget budget)
    {
        ScriptContext context = script;
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["topology"] = TemplateText.Get(script.Topology.Name),
            ["group"] = TemplateText.Get(script.Group.Name),
            ["plugin"] = TemplateText.Get(script.Group.Plugin),
            ["node"] = Node(script.Node),
            ["labels"] = new TemplateMap(script.Node.Labels, budget),
            ["annotations"] = new TemplateMap(script.Node.Annotations, budget),
            ["commands"] =
                TemplateList.Map(script.Node.StartupCommands, static (command, _) => TemplateText.Get(command), budget),
            ["container"] = Rule(script.Group.ContainerLayout),
            ["containers"] = new TemplateList(
                script.Node.ContainerCount, offset => Container(context.Containers[offset], budget), budget),
            ["variables"] = new TemplateMap(script.Variables, budget),
        };
    }

    private static Dictionary<string, object?> Node(NodeSpec node) => new(StringComparer.Ordinal)
    {
        ["name"] = TemplateText.Get(node.Name),
        ["number"] = node.Number,
        ["image"] = TemplateText.Get(node.Hardware.Image),
        ["cpu"] = node.Hardware.Cpus,
        ["memory"] = node.Hardware.MemoryMiB,
        ["os"] = TemplateText.Get(node.Hardware.OsType),
        ["containers"] = node.ContainerCount,
    };

    private static Dictionary<string, object?> Rule(ContainerLayout rule) => new(StringComparer.Ordinal)
    {
        ["cpu"] = rule.Cpus,
        ["memory"] = rule.MemoryMiB,
        ["rootfs"] = TemplateText.Get(rule.RootFs),
    };

    private static Dictionary<string, object?> Container(ContainerSpec container, RenderBudget budget) =>
        new(StringComparer.Ordinal)
        {
            ["name"] = TemplateText.Get(container.Name),
            ["number"] = container.Number,
            ["index"] = container.Index,
            ["unit"] = container.UnitIndex + 1,
            ["gateway"] = TemplateText.Get(container.Role.Gateway?.ToString()),
            ["links"] = TemplateList.Map(
                container.Role.NetworkAttachments, (link, index) => Link(container, link, index), budget),
            ["volumes"] = TemplateList.Map(container.Layout.VolumeMounts.AddRange(container.Role.VolumeMounts),
                (volume, _) => Volume(container, volume), budget),
        };

    private static Dictionary<string, object?> Link(ContainerSpec container, NetworkAttachment link, int index) =>
        new(StringComparer.Ordinal)
        {
            ["network"] = TemplateText.Get(container.Format(link.Network)),
            ["address"] = TemplateText.Get(container.GetAddress(index).ToString()),
            ["prefix"] = link.Addresses.Subnet.PrefixLength,
            ["interface"] = index,
        };

    private static Dictionary<string, object?> Volume(ContainerSpec container, VolumeMount volume) =>
        new(StringComparer.Ordinal)
        {
            ["container"] = TemplateText.Get(volume.ContainerPath),
            ["node"] = TemplateText.Get(container.Format(volume.NodePath)),
        };
}

/// <summary>Text that a template can only output; its members and characters are not accessible.</summary>
internal sealed class TemplateText
{
    private readonly string _text;

    private TemplateText(string text) => _text = text;

    /// <summary>Wraps a text for a template; null for an empty one, so that <c>if</c> is false.</summary>
    public static TemplateText? Get(string? text) => string.IsNullOrEmpty(text) ? null : new TemplateText(text);

    public override string ToString() => _text;
}

/// <summary>List for a template; each element is created when accessed and consumes budget.</summary>
internal sealed class TemplateList(int count, Func<int, object?> element, RenderBudget budget) : IReadOnlyList<object?>
{
    public int Count => count;

    public object? this[int index]
    {
        get
        {
            budget.SpendTime();
            return element(index);
        }
    }

    public static TemplateList Map<T>(ValueList<T> items, Func<T, int, object?> element, RenderBudget budget) =>
        new(items.Count, index => element(items[index], index), budget);

    public IEnumerator<object?> GetEnumerator()
    {
        for (int i = 0; i < count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Texts by name for a template; each access consumes budget.</summary>
internal sealed class TemplateMap(ValueMap<string> texts, RenderBudget budget) : IReadOnlyDictionary<string, object?>
{
    public int Count => texts.Count;

    public IEnumerable<string> Keys => this.Select(entry => entry.Key);

    public IEnumerable<object?> Values => this.Select(entry => entry.Value);

    public object? this[string key] => TemplateText.Get(texts[key]);

    public bool ContainsKey(string key) => texts.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        budget.SpendTime();
        bool isThere = texts.TryGetValue(key, out string? text);
        value = TemplateText.Get(text);
        return isThere;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        foreach ((string name, string text) in (IEnumerable<KeyValuePair<string, string>>)texts)
        {
            budget.SpendTime();
            yield return new KeyValuePair<string, object?>(name, TemplateText.Get(text));
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
