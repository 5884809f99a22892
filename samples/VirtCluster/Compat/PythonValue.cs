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
        XmlRpcKind.Text => value.Text,
        XmlRpcKind.Time => value.Time,
        XmlRpcKind.Bytes => Encoding.Latin1.GetString([.. value.Bytes]),
        _ => Repr(value),
    };

    /// <summary>Same as <c>type(value).__name__</c>.</summary>
    public static string TypeName(XmlRpcValue value) => value.Kind switch
    {
        XmlRpcKind.Nil => "NoneType",
        XmlRpcKind.Whole => "int",
        XmlRpcKind.Number => "float",
        XmlRpcKind.Boolean => "bool",
        XmlRpcKind.List => "list",
        XmlRpcKind.Map => "dict",
        XmlRpcKind.Time => "DateTime",
        XmlRpcKind.Bytes => "Binary",
        _ => "str",
    };

    private static string Repr(XmlRpcValue value) => value.Kind switch
    {
        XmlRpcKind.Nil => "None",
        XmlRpcKind.Whole => value.Whole.ToString(CultureInfo.InvariantCulture),
        XmlRpcKind.Number => FloatText.Format(value.Number),
        XmlRpcKind.Boolean => value.Boolean ? "True" : "False",
        XmlRpcKind.List => $"[{string.Join(", ", value.Items.Select(Repr))}]",
        XmlRpcKind.Map => $"{{{string.Join(", ", value.Members.Select(member => $"{PythonText.Repr(member.Name)}: {Repr(member.Value)}"))}}}",
        _ => PythonText.Repr(Str(value)),
    };
}
