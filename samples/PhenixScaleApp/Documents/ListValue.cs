namespace PhenixScaleApp.Documents;

/// <summary>A list.</summary>
internal sealed class ListValue : Value
{
    private readonly List<Value> _items;

    /// <summary>A list of the given values.</summary>
    public ListValue(params IEnumerable<Value> items) => _items = [.. items];

    /// <summary>How many values there are.</summary>
    public int Count => _items.Count;

    /// <summary>The value at a place.</summary>
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

    /// <summary>The value at a place as it is: raw when nobody looked into it.</summary>
    public Value PeekAt(int index) => _items[index];

    /// <summary>Appends a value.</summary>
    public void Add(Value value) => _items.Add(value);

    /// <summary>Puts another value in a place.</summary>
    public void Replace(int index, Value value) => _items[index] = value;

    /// <inheritdoc/>
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
