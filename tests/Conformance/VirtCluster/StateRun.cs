namespace Conformance.VirtCluster;

/// <summary>Like the recorder, keeps node and partition objects by name.</summary>
internal sealed class StateRun
{
    private readonly ReferenceFile _file = new();
    private readonly Dictionary<string, ReferenceNode> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReferencePartition> _partitions = new(StringComparer.Ordinal);
    private ReferenceCluster _cluster;

    public StateRun() => _cluster = new ReferenceCluster(_file);

    public static JsonObject Ordered(JsonObject state) =>
        State(
            state["nodes"],
            state["idle"],
            state["partitions"]!.AsObject().OrderBy(item => item.Key, StringComparer.Ordinal),
            state["file"],
            state["returned"],
            state["error"]
        );

    public JsonObject Apply(JsonNode step)
    {
        string? returned = null;
        string? error = null;
        try
        {
            returned = Do(step);
        }
        catch (PythonTypeException failure)
        {
            error = failure.Kind;
        }

        return State(
            Names(_cluster.Nodes),
            Names(_cluster.Idle),
            _cluster
                .Partitions.OrderBy(item => item.Id, StringComparer.Ordinal)
                .Select(item =>
                    KeyValuePair.Create(item.Id, (JsonNode?)Names(item.Nodes.OrderBy(node => node.Name, StringComparer.Ordinal)))
                ),
            _file.Saved is not null,
            returned,
            error
        );
    }

    private static JsonArray Names(IEnumerable<ReferenceNode> nodes) => [.. nodes.Select(node => (JsonNode?)node.Name)];

    private static JsonObject State(
        JsonNode? nodes,
        JsonNode? idle,
        IEnumerable<KeyValuePair<string, JsonNode?>> partitions,
        JsonNode? file,
        JsonNode? returned,
        JsonNode? error
    ) =>
        new()
        {
            ["nodes"] = nodes?.DeepClone(),
            ["idle"] = idle?.DeepClone(),
            ["partitions"] = new JsonObject(partitions.Select(item => KeyValuePair.Create(item.Key, item.Value?.DeepClone()))),
            ["file"] = file?.DeepClone(),
            ["returned"] = returned?.DeepClone(),
            ["error"] = error?.DeepClone(),
        };

    private string? Do(JsonNode step)
    {
        string Text(string key) => step[key]?.GetValue<string>() ?? "";
        switch (Text("op"))
        {
            case "register":
                string address = Text("address") is { Length: > 0 } given ? given : $"192.0.2.{step["i"]!.GetValue<int>()}";
                _nodes[Text("name")] = new ReferenceNode(Text("name"), address, Text("tag"));
                _cluster.Register(_nodes[Text("name")]);
                return null;
            case "unregister":
                _cluster.Unregister(Text("name"));
                return null;
            case "create_partition":
                _partitions[Text("p")] = _cluster.CreatePartition(Text("p"));
                return null;
            case "remove_partition":
                _cluster.RemovePartition(_partitions[Text("p")]);
                return null;
            case "add":
                _partitions[Text("p")].Add(_nodes[Text("name")]);
                return null;
            case "del":
                _partitions[Text("p")].Remove(_nodes[Text("name")]);
                return null;
            case "get":
                return _cluster.Find(Text("name"))?.Name;
            case "by_tag":
                return _cluster.FindByTag(Text("tag"))?.Name;
            case "cleanup_env":
                _cluster.Cleanup();
                return null;
            default:
                Reload();
                return null;
        }
    }

    private void Reload()
    {
        _cluster = new ReferenceCluster(_file);
        foreach (ReferencePartition partition in _cluster.Partitions)
        {
            _partitions[partition.Id] = partition;
        }
    }
}
