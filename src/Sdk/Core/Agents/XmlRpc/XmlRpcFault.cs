namespace Scalewright.Agents.XmlRpc;

/// <summary>A call failed at the other side.</summary>
/// <param name="Code">Its number; 1 for anything, with agents of vt_cluster.</param>
/// <param name="Text">What it says: with agents of vt_cluster, JSON with <c>exc_type</c>, <c>exc_value</c> and <c>tb_info</c>.</param>
public sealed record XmlRpcFault(int Code, string Text);
