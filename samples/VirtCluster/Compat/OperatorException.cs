namespace VirtCluster.Compat;

/// <summary>An operator of a selector cannot be applied. Same as vt_cluster's <c>OperatorError</c>.</summary>
/// <param name="message">Description of the mismatch.</param>
internal sealed class OperatorException(string message) : Exception(message);
