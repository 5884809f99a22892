using Scalewright.Agents.XmlRpc;

namespace VirtCluster.Compat;

/// <summary>Responds as vt_cluster's agents do: numbers beyond 32 bits are not returned.</summary>
internal static class ReferenceEndpoint
{
    /// <summary>Creates an endpoint for methods.</summary>
    public static XmlRpcEndpoint Over(IReadOnlyDictionary<string, XmlRpcMethod> methods) => new(
        new XmlRpcMethods(methods.ToDictionary(method => method.Key, method => Narrow(method.Value), StringComparer.Ordinal)),
        ReferenceFaults.Describe);

    private static XmlRpcMethod Narrow(XmlRpcMethod method) => async (arguments, cancellationToken) =>
    {
        XmlRpcValue value = await method(arguments, cancellationToken);
        return IsNarrow(value) ? value : throw new PythonException("OverflowError", "int exceeds XML-RPC limits");
    };

    private static bool IsNarrow(XmlRpcValue value) => value.Kind switch
    {
        XmlRpcKind.Integer => value.Integer is >= int.MinValue and <= int.MaxValue,
        XmlRpcKind.Array => value.Items.All(IsNarrow),
        XmlRpcKind.Struct => value.Members.All(member => IsNarrow(member.Value)),
        _ => true,
    };
}
