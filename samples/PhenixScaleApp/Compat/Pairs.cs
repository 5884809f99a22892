using PhenixScaleApp.Documents;

namespace PhenixScaleApp.Compat;

/// <summary>Converts values to maps as Python does: a map, or pairs of a key and a value.</summary>
internal static class Pairs
{
    /// <summary>Creates a map with the same entries.</summary>
    /// <exception cref="ReferenceException">The value is neither a map nor a list of pairs.</exception>
    public static MapValue ToMap(Value value)
    {
        if (value is MapValue map)
        {
            return new MapValue(map);
        }

        MapValue result = new();
        foreach (Value item in Loose.Items(value))
        {
            Value[] pair = [.. Loose.Items(item)];
            if (pair.Length != 2)
            {
                throw new ReferenceException("ValueError", $"dictionary update sequence element has length {pair.Length}; 2 is required");
            }

            Add(result, pair[0], pair[1]);
        }

        return result;
    }

    private static void Add(MapValue map, Value key, Value value)
    {
        switch (key)
        {
            case ScalarValue { IsText: true } text:
                map.Set(text.Text, value);
                break;
            case ScalarValue other:
                map.AddOther(Loose.IsNull(other) ? "null" : other.Text, other.Kind, value);
                break;
            default:
                throw ReferenceException.WrongType($"unhashable type: '{Loose.TypeName(key)}'");
        }
    }
}
