namespace PhenixScaleApp.Documents;

internal sealed class ListValue : Value
{
    private readonly List<Value> _items;

    public ListValue(params IEnumerable<Value> items) => _items = [.. items];

    public int Count => _items.Count;

    public Value this[int index]
    {
        get
        {
            if (_items[index] is RawValue raw)
            {
                _items[index] = raw.Expand();
            }

            return _items[index];
        }
    }

    /// <summary>Value at an index without expansion: raw if it has not been accessed.</summary>
    public Value PeekAt(int index) => _items[index];

    public void Add(Value value) => _items.Add(value);

    public void Replace(int index, Value value) => _items[index] = value;

    public override void WriteTo(DocumentWriter writer)
    {
        writer.BeginList();
        foreach (Value item in _items)
        {
            writer.BeginItem();
            item.WriteTo(writer);
        }

        writer.EndList();
    }
}
