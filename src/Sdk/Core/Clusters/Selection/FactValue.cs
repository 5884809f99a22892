using System.Text.Json.Serialization;

namespace Scalewright.Clusters.Selection;

/// <summary>A fact about a node, for example memory 64 or tags ["ssd", "gpu"]. Numbers never equal text.</summary>
[JsonConverter(typeof(FactValueConverter))]
public sealed record FactValue
{
    private readonly double _number;
    private readonly string _text = "";
    private readonly ValueList<FactValue> _items = [];

    private FactValue(FactKind kind, double number = 0) => (Kind, _number) = (kind, number);

    private FactValue(string text) => (Kind, _text) = (FactKind.Text, text);

    private FactValue(ValueList<FactValue> items) => (Kind, _items) = (FactKind.List, items);

    /// <summary>The null fact, which is known to be absent.</summary>
    public static FactValue Null { get; } = new(FactKind.Null);

    /// <summary>Kind of the fact.</summary>
    public FactKind Kind { get; }

    internal double Number => _number;

    internal string Text => _text;

    internal ValueList<FactValue> Items => _items;

    /// <summary>Creates a Boolean fact.</summary>
    /// <param name="value">The value.</param>
    public static FactValue From(bool value) => new(FactKind.Boolean, value ? 1 : 0);

    /// <summary>Creates a numeric fact.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is infinite or NaN, which JSON cannot store.</exception>
    public static FactValue From(double value) =>
        double.IsFinite(value)
            ? new(FactKind.Number, value)
            : throw new ArgumentOutOfRangeException(nameof(value), value, "a fact is a finite number");

    /// <summary>Creates a text fact, or <see cref="Null"/> for null.</summary>
    /// <param name="value">The text.</param>
    public static FactValue From(string? value) => value is null ? Null : new(value);

    /// <summary>Creates a list of facts.</summary>
    /// <param name="values">The facts in order.</param>
    public static FactValue FromList(params IEnumerable<FactValue> values) => new([.. values]);

    /// <summary>Creates a list of text facts.</summary>
    /// <param name="values">The texts in order.</param>
    public static FactValue FromList(params IEnumerable<string> values) => new([.. values.Select(value => From(value))]);

    /// <summary>Returns the fact as a literal: <c>64</c>, <c>'ssd'</c>, <c>['ssd', 'gpu']</c>.</summary>
    public override string ToString() =>
        Kind switch
        {
            FactKind.Boolean => _number != 0 ? "true" : "false",
            FactKind.Number => _number.ToString(CultureInfo.InvariantCulture),
            FactKind.Text => $"'{TextEscaping.Escape(_text)}'",
            FactKind.List => $"[{string.Join(", ", _items)}]",
            _ => "nothing",
        };
}

internal sealed class FactValueConverter : JsonConverter<FactValue>
{
    public override bool HandleNull => true;

    public override FactValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return FactValue.Null;
            case JsonTokenType.True or JsonTokenType.False:
                return FactValue.From(reader.GetBoolean());
            case JsonTokenType.Number:
                double number = reader.GetDouble();
                return double.IsFinite(number) ? FactValue.From(number) : throw new JsonException("a number of a fact is too large");
            case JsonTokenType.String:
                return FactValue.From(reader.GetString());
            case JsonTokenType.StartArray:
                List<FactValue> items = [];
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Read(ref reader, typeToConvert, options));
                }

                return FactValue.FromList(items);
            default:
                throw new JsonException("a fact is null, true, false, a number, a text or a list of these");
        }
    }

    public override void Write(Utf8JsonWriter writer, FactValue value, JsonSerializerOptions options)
    {
        switch (value.Kind)
        {
            case FactKind.Boolean:
                writer.WriteBooleanValue(value.Number != 0);
                break;
            case FactKind.Number:
                writer.WriteNumberValue(value.Number);
                break;
            case FactKind.Text:
                writer.WriteStringValue(value.Text);
                break;
            case FactKind.List:
                writer.WriteStartArray();
                foreach (FactValue item in value.Items)
                {
                    Write(writer, item, options);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }
}
