namespace VirtCluster.Compat;

/// <summary>An operator of a selector cannot be applied, as vt_cluster's <c>OperatorError</c>.</summary>
/// <param name="message">What does not fit.</param>
internal sealed class OperatorException(string message) : Exception(message);
