namespace Scalewright.Agents.XmlRpc;

/// <summary>Named value of a map.</summary>
/// <param name="Name">Name of the member.</param>
/// <param name="Value">Value of the member.</param>
public sealed record XmlRpcMember(string Name, XmlRpcValue Value);
