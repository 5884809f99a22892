using System.Xml;

namespace Scalewright.Agents.XmlRpc;

/// <summary>Writes calls and responses as Python's <c>xmlrpc</c> does.</summary>
internal static class XmlRpcWriter
{
    private const string Prolog = "<?xml version='1.0'?>\n";

    /// <summary>Writes the body of a request.</summary>
    public static byte[] WriteCall(XmlRpcCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        XmlRpcTextCheck.CheckMethod(call.Method);
        for (int i = 0; i < call.Arguments.Count; i++)
        {
            XmlRpcTextCheck.Check(call.Arguments[i], string.Create(CultureInfo.InvariantCulture, $"argument {i + 1}"));
        }

        StringBuilder output = new(Prolog);
        output.Append("<methodCall>\n<methodName>");
        output.Append(Escape(call.Method));
        output.Append("</methodName>\n<params>\n");
        foreach (XmlRpcValue argument in call.Arguments)
        {
            WriteParameter(output, argument);
        }

        return Encoding.UTF8.GetBytes(output.Append("</params>\n</methodCall>\n").ToString());
    }

    /// <summary>Writes the body of a response with a value.</summary>
    public static byte[] WriteResponse(XmlRpcValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        XmlRpcTextCheck.Check(value, "the answer");
        StringBuilder output = new(Prolog);
        output.Append("<methodResponse>\n<params>\n");
        WriteParameter(output, value);
        return Encoding.UTF8.GetBytes(output.Append("</params>\n</methodResponse>\n").ToString());
    }

    /// <summary>Writes the body of a fault. Characters that XML cannot contain are escaped as <c>\u001b</c>.</summary>
    public static byte[] WriteFault(XmlRpcFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        string text = string.Concat(
            fault.Message.Select(
                (character, at) =>
                    XmlRpcTextCheck.IsCarried(fault.Message, at)
                        ? character.ToString()
                        : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}")
            )
        );
        StringBuilder output = new(Prolog);
        output.Append("<methodResponse>\n<fault>\n");
        WriteValue(
            output,
            XmlRpcValue.FromStruct(
                new XmlRpcMember("faultCode", XmlRpcValue.From(fault.Code)),
                new XmlRpcMember("faultString", XmlRpcValue.From(text))
            )
        );
        return Encoding.UTF8.GetBytes(output.Append("</fault>\n</methodResponse>\n").ToString());
    }

    private static void WriteParameter(StringBuilder output, XmlRpcValue value)
    {
        output.Append("<param>\n");
        WriteValue(output, value);
        output.Append("</param>\n");
    }

    private static void WriteValue(StringBuilder output, XmlRpcValue value)
    {
        output.Append("<value>");
        switch (value.Kind)
        {
            case XmlRpcKind.Array:
                WriteList(output, value.Items);
                break;
            case XmlRpcKind.Struct:
                WriteMap(output, value.Members);
                break;
            case XmlRpcKind.String:
                output.Append("<string>");
                output.Append(Escape(value.String));
                output.Append("</string>");
                break;
            default:
                output.Append(Scalar(value));
                break;
        }

        output.Append("</value>\n");
    }

    private static string Scalar(XmlRpcValue value) =>
        value.Kind switch
        {
            XmlRpcKind.Boolean => value.Boolean ? "<boolean>1</boolean>" : "<boolean>0</boolean>",
            XmlRpcKind.Integer when value.Integer is < int.MinValue or > int.MaxValue => string.Create(
                CultureInfo.InvariantCulture,
                $"<i8>{value.Integer}</i8>"
            ),
            XmlRpcKind.Integer => string.Create(CultureInfo.InvariantCulture, $"<int>{value.Integer}</int>"),
            XmlRpcKind.Double => $"<double>{value.Double.ToString("R", CultureInfo.InvariantCulture)}</double>",
            XmlRpcKind.DateTime => $"<dateTime.iso8601>{Escape(value.DateTime)}</dateTime.iso8601>",
            XmlRpcKind.Base64 => $"<base64>{Convert.ToBase64String([.. value.Bytes])}</base64>",
            _ => "<nil/>",
        };

    private static void WriteList(StringBuilder output, ValueList<XmlRpcValue> items)
    {
        output.Append("<array><data>\n");
        foreach (XmlRpcValue item in items)
        {
            WriteValue(output, item);
        }

        output.Append("</data></array>");
    }

    private static void WriteMap(StringBuilder output, ValueList<XmlRpcMember> members)
    {
        output.Append("<struct>\n");
        foreach (XmlRpcMember member in members)
        {
            output.Append("<member>\n<name>");
            output.Append(Escape(member.Name));
            output.Append("</name>\n");
            WriteValue(output, member.Value);
            output.Append("</member>\n");
        }

        output.Append("</struct>");
    }

    // XML readers would convert an unescaped carriage return to a line feed.
    private static string Escape(string text) =>
        text.AsSpan().IndexOfAny("&<>\r") < 0
            ? text
            : text.Replace("&", "&amp;", StringComparison.Ordinal)
                .Replace("<", "&lt;", StringComparison.Ordinal)
                .Replace(">", "&gt;", StringComparison.Ordinal)
                .Replace("\r", "&#13;", StringComparison.Ordinal);
}

/// <summary>Finds content that XML-RPC cannot represent.</summary>
internal static class XmlRpcTextCheck
{
    /// <param name="position">Position of the value, for example <c>argument 2</c>.</param>
    public static void Check(XmlRpcValue value, string position)
    {
        if (Find(value) is { } found)
        {
            throw new XmlRpcException($"{position}{found.Within}: {found.Message}");
        }
    }

    public static void CheckMethod(string name)
    {
        if (FindProblem(name) is { } problem)
        {
            throw new XmlRpcException($"the name of the method: {problem}");
        }
    }

    /// <summary>Returns true if XML can contain a character.</summary>
    public static bool IsCarried(string text, int at) =>
        XmlConvert.IsXmlChar(text[at])
        || (at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]))
        || (at > 0 && char.IsSurrogatePair(text[at - 1], text[at]));

    // The path is created only for rejected values.
    private static TextProblem? Find(XmlRpcValue value) =>
        value.Kind switch
        {
            XmlRpcKind.Double when !double.IsFinite(value.Double) => new TextProblem(
                "",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the number {value.Double} cannot be carried by XML-RPC, whose numbers are finite; send a text or nil instead"
                )
            ),
            XmlRpcKind.String => FindCharacter(value.String),
            XmlRpcKind.DateTime => FindCharacter(value.DateTime),
            XmlRpcKind.Array => FindItem(value.Items),
            XmlRpcKind.Struct => FindMember(value.Members),
            _ => null,
        };

    private static TextProblem? FindCharacter(string text) => FindProblem(text) is { } problem ? new TextProblem("", problem) : null;

    private static TextProblem? FindItem(ValueList<XmlRpcValue> items)
    {
        for (int i = 0; i < items.Count; i++)
        {
            if (Find(items[i]) is { } found)
            {
                return found with { Within = string.Create(CultureInfo.InvariantCulture, $", item {i + 1}{found.Within}") };
            }
        }

        return null;
    }

    private static TextProblem? FindMember(ValueList<XmlRpcMember> members)
    {
        foreach (XmlRpcMember member in members)
        {
            if (FindProblem(member.Name) is { } problem)
            {
                return new TextProblem($", the name of member '{TextEscaping.Escape(member.Name)}'", problem);
            }

            if (Find(member.Value) is { } found)
            {
                return found with { Within = $", member '{TextEscaping.Escape(member.Name)}'{found.Within}" };
            }
        }

        return null;
    }

    private static string? FindProblem(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!IsCarried(text, i))
            {
                return $"the character \\u{(int)text[i]:x4} cannot be carried by XML; send bytes instead";
            }
        }

        return null;
    }

    /// <summary>Content that cannot be represented.</summary>
    /// <param name="Within">Position within the checked value, for example <c>, item 2</c>; empty for the value itself.</param>
    private sealed record TextProblem(string Within, string Message);
}
