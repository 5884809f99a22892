using PhenixScaleApp.Documents;

namespace PhenixScaleApp.Compat;

/// <summary>Finds nodes by host name. Reads the document's own nodes in order, only until a name is found.</summary>
internal sealed class NodeRegister(Experiment experiment)
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private ListValue? _nodes;
    private int _scanned;

    /// <summary>Adds a node. Silently ignores a node whose name exists.</summary>
    /// <exception cref="ReferenceException">The topology has no nodes, or one without a host name.</exception>
    public void Add(string hostname, MapValue shared)
    {
        if (Find(hostname) is null)
        {
            _places.Add(hostname, _nodes!.Count);
            _nodes.Add(new ScaledNode(hostname, shared));
            _scanned = _nodes.Count;
        }
    }

    /// <summary>Adds an injection to an existing node.</summary>
    /// <exception cref="ReferenceException">An injection of the node cannot be compared.</exception>
    public void Inject(string hostname, string source, string destination) => Inject(hostname, new ScalarValue(source), destination);

    /// <inheritdoc cref="Inject(string, string, string)"/>
    public void Inject(string hostname, Value source, string destination)
    {
        int place = Find(hostname)!.Value;
        if (_nodes!.PeekAt(place) is ScaledNode node)
        {
            node.Inject(source, destination);
        }
        else
        {
            Inject((MapValue)_nodes[place], source, destination);
        }
    }

    /// <summary>Returns a node as a mutable map; null if no node has the name.</summary>
    /// <exception cref="ReferenceException">The topology has no nodes, or one without a host name.</exception>
    public MapValue? FindMap(string hostname)
    {
        if (Find(hostname) is not { } place)
        {
            return null;
        }

        MapValue node = (MapValue)_nodes![place].Expand();
        _nodes.Replace(place, node);
        return node;
    }

    private static void Inject(MapValue node, Value source, string destination)
    {
        if (!Loose.IsTrue(node.Get("injections")))
        {
            node.Set("injections", new ListValue());
        }

        Value injections = node.Get("injections")!;
        foreach (Value known in Loose.Items(injections))
        {
            if (Loose.AreEqual(Loose.Member(known, "src"), source) && IsText(Loose.Member(known, "dst"), destination))
            {
                return;
            }
        }

        ListValue list = injections as ListValue ?? throw ReferenceException.NoAttribute(injections, "append");
        list.Add(new MapValue().Set("src", source).Set("dst", destination));
    }

    private static bool IsText(Value value, string text) => value is ScalarValue { IsText: true } scalar && scalar.Text == text;

    private int? Find(string hostname)
    {
        _nodes ??= Nodes();
        if (_places.TryGetValue(hostname, out int known))
        {
            return known;
        }

        while (_scanned < _nodes.Count)
        {
            Value name = Loose.Member(Loose.Member(_nodes[_scanned], "general"), "hostname");
            int place = _scanned++;
            if (name is ScalarValue { IsText: true } text && _places.TryAdd(text.Text, place) && text.Text == hostname)
            {
                return place;
            }
        }

        return null;
    }

    private ListValue Nodes()
    {
        Value nodes = Loose.Member(Loose.Member(experiment.Spec, "topology"), "nodes");
        return nodes as ListValue ?? throw (nodes is MapValue or ScalarValue { IsText: true }
            ? ReferenceException.NoAttribute(nodes, "append")
            : ReferenceException.WrongType($"'{Loose.TypeName(nodes)}' object is not iterable"));
    }
}
