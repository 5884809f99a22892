using System.Net;
using Scalewright;
using Scalewright.Agents.XmlRpc;

namespace VirtCluster;

/// <summary>Options of an agent.</summary>
/// <param name="Host">IP address to listen on.</param>
/// <param name="Port">Port to listen on.</param>
/// <param name="PidFile">File that contains the process ID while the agent runs.</param>
/// <param name="Data">Folder of its logs and of the data of jobs.</param>
/// <param name="WithParent">True to exit at the end of standard input.</param>
internal sealed record AgentOptions(IPAddress Host, int Port, string PidFile, string Data, bool WithParent)
{
    /// <summary>Token that callers must send; null to accept all callers.</summary>
    public string? Token { get; init; }

    /// <summary>Host names that callers may use besides localhost and the address that they connect to.</summary>
    public ValueList<string> AllowedHosts { get; init; } = [];

    /// <summary>Additional methods by dotted name. Methods of the agent take precedence. Default empty.</summary>
    public IReadOnlyDictionary<string, XmlRpcMethod> Services { get; init; } = new Dictionary<string, XmlRpcMethod>();
}
