using System.Globalization;
using System.Text;

namespace Scalewright.Agents.XmlRpc;

/// <summary>Writes calls and answers as Python's <c>xmlrpc</c> does.</summary>
internal static class XmlRpcWriter
{
    private const string Beginning = "<?xml version='1.0'?>\n";

    /// <summary>The body of a request.</summary>
    /// <param name="call">The call.</param>
    /// <exception cref="XmlRpcException">A text has a character that XML cannot carry, or a number is not finite; the message says which argument, and where in it.</exception>
    public static byte[] WriteCall(XmlRpcCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        XmlRpcCarriage.CheckMethod(call.Method);
        for (int i = 0; i < call.Arguments.Count; i++)
        {
            XmlRpcCarriage.Check(call.Arguments[i], string.Create(CultureInfo.InvariantCulture, $"argument {i + 1}"));
        }

        StringBuilder output = new(Beginning);
        output.Append("<methodCall>\n<methodName>");
        output.Append(Escape(call.Method));
        output.Append("</methodName>\n<params>\n");
        foreach (XmlRpcValue argument in call.Arguments)
        {
            WriteParameter(output, argument);
        }

        return Encoding.UTF8.GetBytes(output.Append("</params>\n</methodCall>\n").ToString());
    }

    /// <summary>The body of a response that gives a value.</summary>
    /// <param name="value">The value.</param>
    /// <exception cref="XmlRpcException">A text has a character that XML cannot carry, or a number is not finite; the message says where.</exception>
    public static byte[] WriteAnswer(XmlRpcValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        XmlRpcCarriage.Check(value, "the answer");
        StringBuilder output = new(Beginning);
        output.Append("<methodResponse>\n<params>\n");
        WriteParameter(output, value);
        return Encoding.UTF8.GetBytes(output.Append("</params>\n</methodResponse>\n").ToString());
    }

    /// <summary>The body of a response that tells of a failure; characters that XML cannot carry are written as <c>\u001b</c>.</summary>
    /// <param name="fault">The failure.</param>
    public static byte[] WriteFault(XmlRpcFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        string text = string.Concat(fault.Text.Select((character, at) =>
            XmlRpcCarriage.IsCarried(fault.Text, at) ? character.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}")));
        StringBuilder output = new(Beginning);
        output.Append("<methodResponse>\n<fault>\n");
        WriteValue(output, XmlRpcValue.OfMap(new XmlRpcMember("faultCode", XmlRpcValue.Of(fault.Code)), new XmlRpcMember("faultString", XmlRpcValue.Of(text))));
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
            case XmlRpcKind.List:
                WriteList(output, value.Items);
                break;
            case XmlRpcKind.Map:
                WriteMap(output, value.Members);
                break;
            case XmlRpcKind.Text:
                output.Append("<string>");
                output.Append(Escape(value.Text));
                output.Append("</string>");
                break;
            default:
                output.Append(Scalar(value));
                break;
        }

        output.Append("</value>\n");
    }

    private static string Scalar(XmlRpcValue value) => value.Kind switch
    {
        XmlRpcKind.Boolean => value.Boolean ? "<boolean>1</boolean>" : "<boolean>0</boolean>",
        XmlRpcKind.Whole when value.Whole is < int.MinValue or > int.MaxValue => string.Create(CultureInfo.InvariantCulture, $"<i8>{value.Whole}</i8>"),
        XmlRpcKind.Whole => string.Create(CultureInfo.InvariantCulture, $"<int>{value.Whole}</int>"),
        XmlRpcKind.Number => $"<double>{value.Number.ToString("R", CultureInfo.InvariantCulture)}</double>",
        XmlRpcKind.Time => $"<dateTime.iso8601>{Escape(value.Time)}</dateTime.iso8601>",
        XmlRpcKind.Bytes => $"<base64>{Convert.ToBase64String([.. value.Bytes])}</base64>",
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

    // A carriage return would come out as a line feed.
    private static string Escape(string text) => text.AsSpan().IndexOfAny("&<>\r") < 0
        ? text
        : text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\r", "&#13;", StringComparison.Ordinal);
}
