namespace Scalewright.Agents.XmlRpc;

/// <summary>Failure of a call on the other side.</summary>
/// <param name="Code">Fault code. Agents of vt_cluster always use 1.</param>
/// <param name="Message">Message. From agents of vt_cluster, JSON with <c>exc_type</c>, <c>exc_value</c> and
/// <c>tb_info</c>.</param>
internal sealed record XmlRpcFault(int Code, string Message);
