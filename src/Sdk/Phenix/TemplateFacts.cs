using System.Collections;
using Scalewright.Plugins;
using Scalewright.Topologies;

namespace Scalewright.Templating;

/// <summary>Names that a template can use; they are those of profile files.</summary>
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

/// <summary>Text that a template can only write; its members and characters are not accessible.</summary>
internal sealed class FactText
{
    private readonly string _text;

    private FactText(string text) => _text = text;

    /// <summary>Wraps a text for a template; null for an empty one, so that <c>if</c> is false.</summary>
    public static FactText? Of(string? text) => string.IsNullOrEmpty(text) ? null : new FactText(text);

    public override string ToString() => _text;
}

/// <summary>List for a template; each element is created when accessed and consumes budget.</summary>
internal sealed class FactList(int count, Func<int, object?> element, RenderBudget budget) : IReadOnlyList<object?>
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

    public static FactList Of<T>(ValueList<T> items, Func<T, int, object?> element, RenderBudget budget) =>
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
internal sealed class FactMap(ValueMap<string> texts, RenderBudget budget) : IReadOnlyDictionary<string, object?>
{
    public int Count => texts.Count;

    public IEnumerable<string> Keys => this.Select(entry => entry.Key);

    public IEnumerable<object?> Values => this.Select(entry => entry.Value);

    public object? this[string key] => FactText.Of(texts[key]);

    public bool ContainsKey(string key) => texts.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        budget.SpendTime();
        bool isThere = texts.TryGetValue(key, out string? text);
        value = FactText.Of(text);
        return isThere;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        foreach ((string name, string text) in (IEnumerable<KeyValuePair<string, string>>)texts)
        {
            budget.SpendTime();
            yield return new KeyValuePair<string, object?>(name, FactText.Of(text));
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
