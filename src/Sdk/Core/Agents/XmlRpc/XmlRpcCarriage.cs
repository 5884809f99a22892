using System.Globalization;
using System.Xml;

namespace Scalewright.Agents.XmlRpc;

/// <summary>What XML-RPC cannot carry.</summary>
internal static class XmlRpcCarriage
{
    /// <summary>Looks through a value before it is written.</summary>
    /// <param name="value">The value.</param>
    /// <param name="place">Where it stands, as in <c>argument 2</c>.</param>
    /// <exception cref="XmlRpcException">Something in it cannot be carried; the message says where it is.</exception>
    public static void Check(XmlRpcValue value, string place)
    {
        if (Find(value) is var (within, fault))
        {
            throw new XmlRpcException($"{place}{within}: {fault}");
        }
    }

    /// <summary>Looks through the name of a method.</summary>
    /// <exception cref="XmlRpcException">It cannot be carried.</exception>
    public static void CheckMethod(string name)
    {
        if (FaultOf(name) is { } fault)
        {
            throw new XmlRpcException($"the name of the method: {fault}");
        }
    }

    /// <summary>Whether XML carries a character.</summary>
    public static bool IsCarried(string text, int at) => XmlConvert.IsXmlChar(text[at])
        || (at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]))
        || (at > 0 && char.IsSurrogatePair(text[at - 1], text[at]));

    // The way to it is written only for what is refused.
    private static (string Within, string Fault)? Find(XmlRpcValue value) => value.Kind switch
    {
        XmlRpcKind.Number when !double.IsFinite(value.Number) =>
            ("", string.Create(CultureInfo.InvariantCulture, $"the number {value.Number} cannot be carried by XML-RPC, whose numbers are finite; send a text or nil instead")),
        XmlRpcKind.Text => FaultOf(value.Text) is { } fault ? ("", fault) : null,
        XmlRpcKind.Time => FaultOf(value.Time) is { } fault ? ("", fault) : null,
        XmlRpcKind.List => FindItem(value.Items),
        XmlRpcKind.Map => FindMember(value.Members),
        _ => null,
    };

    private static (string Within, string Fault)? FindItem(ValueList<XmlRpcValue> items)
    {
        for (int i = 0; i < items.Count; i++)
        {
            if (Find(items[i]) is var (within, fault))
            {
                return (string.Create(CultureInfo.InvariantCulture, $", item {i + 1}{within}"), fault);
            }
        }

        return null;
    }

    private static (string Within, string Fault)? FindMember(ValueList<XmlRpcMember> members)
    {
        foreach (XmlRpcMember member in members)
        {
            if (FaultOf(member.Name) is { } bad)
            {
                return ($", the name of member '{Printable.Escape(member.Name)}'", bad);
            }

            if (Find(member.Value) is var (within, fault))
            {
                return ($", member '{Printable.Escape(member.Name)}'{within}", fault);
            }
        }

        return null;
    }

    private static string? FaultOf(string text)
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
}
