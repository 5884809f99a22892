using Scalewright.Agents.XmlRpc;
using VirtCluster.Compat;

namespace Conformance.VirtCluster;

/// <summary>The recorder's service <c>examples.probe</c>; what else its requests call is the agent's own.</summary>
internal static class ProbeService
{
    private static readonly PythonFunction[] Functions =
    [
        new("echo", ["x"], 0, arguments => arguments[0]),
        new("kw", ["a", "b"], 1, arguments => XmlRpcValue.OfList(arguments[0], arguments.Count > 1 ? arguments[1] : XmlRpcValue.Of(2))),
        new("ret_tuple", [], 0, _ => XmlRpcValue.OfList(XmlRpcValue.Of(0), XmlRpcValue.OfMap(new XmlRpcMember("out", XmlRpcValue.Of("x"))))),
        new("ret_bytes", [], 0, _ => XmlRpcValue.OfBytes([0, 1])),
        new("ret_set", [], 0, _ => throw new PythonException("TypeError", "cannot marshal <class 'set'> objects")),
        new("fail_value", [], 0, _ => throw new PythonException("ValueError", "bad value")),
        new("fail_key", [], 0, _ => throw new PythonException("KeyError", "'k'")),
        new("fail_os", [], 0, _ => throw new PythonException("FileNotFoundError", "[Errno 2] No such file or directory: '/x'")),
    ];

    /// <summary>All methods by their dotted names.</summary>
    public static IReadOnlyDictionary<string, XmlRpcMethod> Methods { get; } = Functions
        .Select(function => KeyValuePair.Create<string, XmlRpcMethod>($"examples.probe.{function.Name}", function.CallAsync))
        .ToDictionary(StringComparer.Ordinal);
}
