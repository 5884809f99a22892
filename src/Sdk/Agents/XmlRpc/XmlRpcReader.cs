using System.Runtime.InteropServices;
using System.Xml;

namespace Scalewright.Agents.XmlRpc;

/// <summary>Reads XML-RPC calls and responses.</summary>
/// <remarks>Rejects documents with a type declaration, values nested deeper than 100, more than 1,000 attributes, more
/// than 4,000,000 tags (calls: 400,000, which is 100,000 values), more than 64 Mi characters, integers beyond 64 bits,
/// and the extension <c>bigdecimal</c>.</remarks>
internal static class XmlRpcReader
{
    private const int MaxDepth = 100;
    private const int MaxCharacters = 64 * 1024 * 1024;
    private const int MaxAttributes = 1000;
    private const int MaxTagsOfCall = 400_000;
    private const int MaxTagsOfResponse = 4_000_000;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        MaxCharactersInDocument = MaxCharacters,
    };

    /// <summary>Reads a call.</summary>
    /// <param name="body">Body of a request.</param>
    /// <exception cref="XmlRpcException">The body is not a call. For malformed XML, the inner exception is an
    /// <see cref="XmlException"/>.</exception>
    public static XmlRpcCall ReadCall(ReadOnlyMemory<byte> body) => Read(body, MaxTagsOfCall, static reader =>
        {
            EnterFilled(reader, "methodCall", "methodName");
            string method = ReadText(reader, "methodName");
            XmlRpcCall call = new(method, IsAt(reader, "params") ? ReadParameters(reader) : []);
            Leave(reader);
            return call;
        });

    /// <summary>Reads the response to a call.</summary>
    /// <param name="body">Body of a response.</param>
    /// <returns>The result or the failure; the other is null. Control characters, which XML cannot contain, are escaped
    /// in a failure, so that its text is not lost.</returns>
    /// <exception cref="XmlRpcException">The body is not a response.</exception>
    public static (XmlRpcValue? Value, XmlRpcFault? Fault) ReadResponse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return ReadStrict(body);
        }
        catch (XmlRpcException) when (ControlCharacters.Escape(body) is { } escaped && IsFault(escaped, out XmlRpcFault? fault))
        {
            return (null, fault);
        }
    }

    private static bool IsFault(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out XmlRpcFault? fault)
    {
        try
        {
            fault = ReadStrict(body).Fault;
        }
        catch (XmlRpcException)
        {
            fault = null;
        }

        return fault is not null;
    }

    private static (XmlRpcValue? Value, XmlRpcFault? Fault) ReadStrict(ReadOnlyMemory<byte> body) =>
        Read(body, MaxTagsOfResponse, static reader =>
        {
            EnterFilled(reader, "methodResponse", "params");
            (XmlRpcValue? Value, XmlRpcFault? Fault) response = IsAt(reader, "fault")
                ? (null, ReadFault(reader))
                : (ReadOnly(reader), null);
            Leave(reader);
            return response;
        });

    private static T Read<T>(ReadOnlyMemory<byte> body, int maxTags, Func<XmlReader, T> read)
    {
        XmlMarkupCounter.Check(body.Span, maxTags, MaxAttributes);
        try
        {
            using MemoryStream stream = OpenStream(body);
            using XmlReader reader = XmlReader.Create(stream, Settings);
            T result = read(reader);
            while (reader.Read())
            {
                // Reads the rest, so that an incomplete document is rejected.
            }

            return result;
        }
        catch (XmlException exception)
        {
            throw new XmlRpcException(exception.Message, exception);
        }
    }

    private static MemoryStream OpenStream(ReadOnlyMemory<byte> body) =>
        MemoryMarshal.TryGetArray(body, out ArraySegment<byte> bytes)
            ? new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false)
            : new MemoryStream(body.ToArray(), writable: false);

    private static XmlRpcFault ReadFault(XmlReader reader)
    {
        EnterFilled(reader, "fault", "value");
        XmlRpcValue value = ReadValue(reader, 0);
        Leave(reader);
        return
            value.Kind == XmlRpcKind.Struct
            && value["faultCode"] is { Kind: XmlRpcKind.Integer } code
            && code.Integer is >= int.MinValue and <= int.MaxValue
            && value["faultString"] is { Kind: XmlRpcKind.String } text
            ? new XmlRpcFault((int)code.Integer, text.String)
            : throw new XmlRpcException("a fault without a faultCode of 32 bits and a faultString");
    }

    private static XmlRpcValue ReadOnly(XmlReader reader)
    {
        ValueList<XmlRpcValue> values = ReadParameters(reader);
        return values.Count == 1 ? values[0] : throw new XmlRpcException($"an answer with {values.Count} values");
    }

    private static ValueList<XmlRpcValue> ReadParameters(XmlReader reader)
    {
        List<XmlRpcValue> values = [];
        if (!Enter(reader, "params"))
        {
            return [];
        }

        while (IsAt(reader, "param"))
        {
            EnterFilled(reader, "param", "value");
            values.Add(ReadValue(reader, 0));
            Leave(reader);
        }

        Leave(reader);
        return [.. values];
    }

    private static XmlRpcValue ReadValue(XmlReader reader, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new XmlRpcException($"values within values, deeper than {MaxDepth}");
        }

        if (!IsAt(reader, "value"))
        {
            throw new XmlRpcException($"<{reader.LocalName}> where <value> is expected");
        }

        if (reader.IsEmptyElement)
        {
            reader.Read();
            return XmlRpcValue.From("");
        }

        reader.Read();
        string text = ReadContent(reader);
        XmlRpcValue value = reader.NodeType == XmlNodeType.Element ? ReadTyped(reader, depth) : XmlRpcValue.From(text);
        Leave(reader);
        return value;
    }

    private static XmlRpcValue ReadTyped(XmlReader reader, int depth) =>
        reader.LocalName switch
        {
            "array" => ReadList(reader, depth),
            "struct" => ReadMap(reader, depth),
            "nil" => ReadScalar(reader, _ => XmlRpcValue.Nil),
            "boolean" => ReadScalar(reader, text => XmlRpcValue.From(
                    text.Trim() switch
                    {
                        "1" => true,
                        "0" => false,
                        _ => throw Bad("a boolean", text),
                    }
                )),
            "string" or "name" => ReadScalar(reader, XmlRpcValue.From),
            "double" or "float" => ReadScalar(reader, text =>
                XmlRpcValue.From(
                    double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
                        ? number
                        : throw Bad("a double that XML-RPC has: they are finite", text)
                )
            ),
            "base64" => ReadScalar(reader, text => XmlRpcValue.FromBytes(Decode(text))),
            "dateTime.iso8601" => ReadScalar(reader, XmlRpcValue.FromDateTime),
            "int" or "i1" or "i2" or "i4" or "i8" or "biginteger" => ReadScalar(reader, ConvertInteger),
            "bigdecimal" => ReadScalar(reader, text =>
                throw new XmlRpcException(
                    $"'{TextEscaping.Escape(text)}' is a bigdecimal, whose precision no double has; use a double or a string"
                )
            ),
            var type => throw new XmlRpcException($"<{TextEscaping.Escape(type)}> is not a type of XML-RPC"),
        };

    private static XmlRpcValue ConvertInteger(string text)
    {
        if (long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out long whole))
        {
            return XmlRpcValue.From(whole);
        }

        string digits = text.Trim().TrimStart('+', '-');
        throw digits.Length > 0 && digits.All(char.IsAsciiDigit)
            ? new XmlRpcException(
                $"'{TextEscaping.Escape(text)}' is not an integer of 64 bits; use "
                    + FormattableString.Invariant($"{long.MinValue} to {long.MaxValue}")
            )
            : Bad("an int", text);
    }

    private static XmlRpcException Bad(string type, string text) => new($"'{TextEscaping.Escape(text)}' is not {type}");

    private static byte[] Decode(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw Bad("base64", text);
        }
    }

    private static XmlRpcValue ReadScalar(XmlReader reader, Func<string, XmlRpcValue> convert) =>
        convert(ReadText(reader, reader.LocalName));

    private static XmlRpcValue ReadList(XmlReader reader, int depth)
    {
        List<XmlRpcValue> items = [];
        if (Enter(reader, "array"))
        {
            if (reader.MoveToContent() != XmlNodeType.EndElement && Enter(reader, "data"))
            {
                while (IsAt(reader, "value"))
                {
                    items.Add(ReadValue(reader, depth + 1));
                }

                Leave(reader);
            }

            Leave(reader);
        }

        return XmlRpcValue.FromArray(items);
    }

    private static XmlRpcValue ReadMap(XmlReader reader, int depth)
    {
        List<XmlRpcMember> members = [];
        if (Enter(reader, "struct"))
        {
            while (IsAt(reader, "member"))
            {
                EnterFilled(reader, "member", "name");
                string name = ReadText(reader, "name");
                members.Add(new XmlRpcMember(name, ReadValue(reader, depth + 1)));
                Leave(reader);
            }

            Leave(reader);
        }

        return XmlRpcValue.FromStruct(members);
    }

    private static string ReadText(XmlReader reader, string element)
    {
        if (!Enter(reader, element))
        {
            return "";
        }

        string text = ReadContent(reader);
        Leave(reader);
        return text;
    }

    // Reads all text up to the next tag.
    private static string ReadContent(XmlReader reader)
    {
        StringBuilder text = new();
        while (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace)
        {
            text.Append(reader.Value);
            reader.Read();
        }

        return text.ToString();
    }

    private static bool IsAt(XmlReader reader, string element) =>
        reader.MoveToContent() == XmlNodeType.Element && reader.LocalName == element;

    /// <summary>Enters an element; false if it was empty and has been skipped.</summary>
    private static bool Enter(XmlReader reader, string element)
    {
        if (!IsAt(reader, element))
        {
            throw new XmlRpcException($"<{TextEscaping.Escape(reader.LocalName)}> where <{element}> is expected");
        }

        bool isEmpty = reader.IsEmptyElement;
        reader.Read();
        return !isEmpty;
    }

    /// <summary>Enters an element that must have content.</summary>
    private static void EnterFilled(XmlReader reader, string element, string child)
    {
        if (!Enter(reader, element))
        {
            throw new XmlRpcException($"<{element}> where <{child}> is expected");
        }
    }

    private static void Leave(XmlReader reader)
    {
        if (reader.MoveToContent() != XmlNodeType.EndElement)
        {
            throw new XmlRpcException($"<{TextEscaping.Escape(reader.LocalName)}> where an end tag is expected");
        }

        reader.Read();
    }
}
