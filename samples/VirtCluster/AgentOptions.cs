using System.Net;
using Scalewright;
using Scalewright.Agents.XmlRpc;

namespace VirtCluster;

/// <summary>How an agent is started.</summary>
/// <param name="Host">The address it listens on.</param>
/// <param name="Port">The port it listens on.</param>
/// <param name="PidFile">Where its process id is written while it serves.</param>
/// <param name="Data">Where its logs and what jobs left are kept.</param>
/// <param name="WithParent">Whether it ends when its standard input ends.</param>
internal sealed record AgentOptions(IPAddress Host, int Port, string PidFile, string Data, bool WithParent)
{
    /// <summary>The token that callers must send; null: everybody who reaches the port may call.</summary>
    public string? Token { get; init; }

    /// <summary>Names that callers may use besides localhost and the address that they connect to.</summary>
    public ValueList<string> AllowedHosts { get; init; } = [];

    /// <summary>Methods by their dotted names besides the agent's own, which take precedence. Default none.</summary>
    public IReadOnlyDictionary<string, XmlRpcMethod> Services { get; init; } = new Dictionary<string, XmlRpcMethod>();
}
