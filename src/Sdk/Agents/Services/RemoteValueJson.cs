using System.Diagnostics;
using Scalewright.Agents.XmlRpc;

namespace Scalewright.Agents.Services;

/// <summary>Reads and writes untyped values as JSON.</summary>
internal static class RemoteValueJson
{
    public static void WriteAll(Utf8JsonWriter writer, ValueList<XmlRpcValue> values)
    {
        foreach (XmlRpcValue value in values)
        {
            Write(writer, value);
        }
    }

    public static void Write(Utf8JsonWriter writer, XmlRpcValue value)
    {
        switch (value.Kind)
        {
            case XmlRpcKind.Nil:
                writer.WriteNullValue();
                break;
            case XmlRpcKind.Boolean:
                writer.WriteBooleanValue(value.Boolean);
                break;
            case XmlRpcKind.Integer:
                writer.WriteNumberValue(value.Integer);
                break;
            case XmlRpcKind.Double:
                ServiceJson.WriteDouble(writer, value.Double);
                break;
            case XmlRpcKind.String:
                writer.WriteStringValue(value.String);
                break;
            case XmlRpcKind.DateTime:
                writer.WriteStringValue(value.DateTime);
                break;
            case XmlRpcKind.Base64:
                writer.WriteBase64StringValue([.. value.Bytes]);
                break;
            case XmlRpcKind.Array:
                writer.WriteStartArray();
                WriteAll(writer, value.Items);
                writer.WriteEndArray();
                break;
            case XmlRpcKind.Struct:
                WriteMap(writer, value.Members);
                break;
            default:
                throw new UnreachableException($"a value of kind {value.Kind}");
        }
    }

    public static XmlRpcValue Read(ref Utf8JsonReader reader) =>
        reader.TokenType switch
        {
            JsonTokenType.Null => XmlRpcValue.Nil,
            JsonTokenType.True or JsonTokenType.False => XmlRpcValue.From(reader.GetBoolean()),
            JsonTokenType.Number => reader.TryGetInt64(out long whole) ? XmlRpcValue.From(whole) : XmlRpcValue.From(reader.GetDouble()),
            JsonTokenType.String => XmlRpcValue.From(reader.GetString()),
            JsonTokenType.StartArray => ReadList(ref reader),
            JsonTokenType.StartObject => ReadMap(ref reader),
            var tokenType => throw new JsonException($"a value is expected, not {tokenType}"),
        };

    private static void WriteMap(Utf8JsonWriter writer, ValueList<XmlRpcMember> members)
    {
        writer.WriteStartObject();
        foreach (XmlRpcMember member in members)
        {
            writer.WritePropertyName(member.Name);
            Write(writer, member.Value);
        }

        writer.WriteEndObject();
    }

    private static XmlRpcValue ReadList(ref Utf8JsonReader reader)
    {
        List<XmlRpcValue> items = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(Read(ref reader));
        }

        return XmlRpcValue.FromArray(items);
    }

    private static XmlRpcValue ReadMap(ref Utf8JsonReader reader)
    {
        List<XmlRpcMember> members = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            members.Add(new XmlRpcMember(name, Read(ref reader)));
        }

        return XmlRpcValue.FromStruct(members);
    }
}
