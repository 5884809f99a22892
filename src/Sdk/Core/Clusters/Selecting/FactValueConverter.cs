using System.Text.Json;
using System.Text.Json.Serialization;

namespace Scalewright.Clusters.Selecting;

/// <summary>Facts as the values of JSON that they are.</summary>
internal sealed class FactValueConverter : JsonConverter<FactValue>
{
    public override bool HandleNull => true;

    public override FactValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return FactValue.Nothing;
            case JsonTokenType.True or JsonTokenType.False:
                return FactValue.Of(reader.GetBoolean());
            case JsonTokenType.Number:
                return FactValue.Of(reader.GetDouble());
            case JsonTokenType.String:
                return FactValue.Of(reader.GetString());
            case JsonTokenType.StartArray:
                List<FactValue> items = [];
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Read(ref reader, typeToConvert, options));
                }

                return FactValue.OfList(items);
            default:
                throw new JsonException("a fact is null, true, false, a number, a text or a list of these");
        }
    }

    public override void Write(Utf8JsonWriter writer, FactValue value, JsonSerializerOptions options)
    {
        switch (value.Kind)
        {
            case FactKind.Flag:
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
