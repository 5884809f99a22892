namespace PhenixScaleApp.Documents;

/// <summary>An added node: the common part of the nodes of its profile, its host name and its injections.</summary>
/// <param name="shared">Content after <c>general</c>, shared by all nodes of the profile.</param>
internal sealed class ScaledNode(string hostname, MapValue shared) : Value
{
    private readonly List<(Value Source, string Destination)> _injections = [];

    /// <summary>Adds an injection unless it exists.</summary>
    public void Inject(Value source, string destination)
    {
        if (!_injections.Exists(known => known.Destination == destination && AreEqual(known.Source, source)))
        {
            _injections.Add((source, destination));
        }
    }

    public override void WriteTo(DocumentWriter writer) => WriteEntries(writer);

    /// <summary>Returns the node as a separate map that can be changed.</summary>
    public override Value Expand()
    {
        MapValue node = new MapValue()
            .Set("type", "VirtualMachine")
            .Set("general", new MapValue().Set("hostname", hostname).Set("vm_type", "kvm"));
        for (int i = 0; i < shared.Count; i++)
        {
            node.Set(shared.KeyAt(i), shared.ValueAt(i));
        }

        IEnumerable<Value> injections = _injections.Select(injection =>
            new MapValue().Set("src", injection.Source).Set("dst", injection.Destination));
        return _injections.Count == 0 ? node : node.Set("injections", new ListValue(injections));
    }

    private static bool AreEqual(Value left, Value right) => ReferenceEquals(left, right)
        || (left is ScalarValue text && right is ScalarValue other && text.Kind == other.Kind && text.Text == other.Text);

    private void WriteEntries(DocumentWriter writer)
    {
        writer.BeginMap();
        writer.WriteKey("type");
        writer.WriteText("VirtualMachine");
        writer.WriteKey("general");
        writer.BeginMap();
        writer.WriteKey("hostname");
        writer.WriteText(hostname);
        writer.WriteKey("vm_type");
        writer.WriteText("kvm");
        writer.EndMap();
        shared.WriteEntriesTo(writer);
        if (_injections.Count > 0)
        {
            writer.WriteKey("injections");
            writer.BeginList();
            foreach ((Value source, string destination) in _injections)
            {
                writer.BeginItem();
                writer.BeginMap();
                writer.WriteKey("src");
                source.WriteTo(writer);
                writer.WriteKey("dst");
                writer.WriteText(destination);
                writer.EndMap();
            }

            writer.EndList();
        }

        writer.EndMap();
    }
}
