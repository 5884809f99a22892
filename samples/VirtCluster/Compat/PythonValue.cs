using System.Globalization;
using System.Text;
using Scalewright.Agents.XmlRpc;
using Scalewright.Programs;

namespace VirtCluster.Compat;

/// <summary>Formats arguments of calls as Python does.</summary>
internal static class PythonValue
{
    /// <summary>Same as <c>str(value)</c>: texts, times and bytes unchanged, others as <c>repr(value)</c>.</summary>
    public static string Str(XmlRpcValue value) => value.Kind switch
    {
        XmlRpcKind.String => value.String,
        XmlRpcKind.DateTime => value.DateTime,
        XmlRpcKind.Base64 => Encoding.Latin1.GetString([.. value.Bytes]),
        _ => Repr(value),
    };

    /// <summary>Same as <c>type(value).__name__</c>.</summary>
    public static string TypeName(XmlRpcValue value) => value.Kind switch
    {
        XmlRpcKind.Nil => "NoneType",
        XmlRpcKind.Integer => "int",
        XmlRpcKind.Double => "float",
        XmlRpcKind.Boolean => "bool",
        XmlRpcKind.Array => "list",
        XmlRpcKind.Struct => "dict",
        XmlRpcKind.DateTime => "DateTime",
        XmlRpcKind.Base64 => "Binary",
        _ => "str",
    };

    private static string Repr(XmlRpcValue value) => value.Kind switch
    {
        XmlRpcKind.Nil => "None",
        XmlRpcKind.Integer => value.Integer.ToString(CultureInfo.InvariantCulture),
        XmlRpcKind.Double => FloatText.Format(value.Double),
        XmlRpcKind.Boolean => value.Boolean ? "True" : "False",
        XmlRpcKind.Array => $"[{string.Join(", ", value.Items.Select(Repr))}]",
        XmlRpcKind.Struct => $"{{{string.Join(", ", value.Members.Select(member => $"{PythonText.Repr(member.Name)}: {Repr(member.Value)}"))}}}",
        _ => PythonText.Repr(Str(value)),
    };
}
