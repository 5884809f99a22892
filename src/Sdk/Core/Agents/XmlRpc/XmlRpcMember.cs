namespace Scalewright.Agents.XmlRpc;

/// <summary>A named value of a map.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
public sealed record XmlRpcMember(string Name, XmlRpcValue Value);
