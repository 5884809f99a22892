namespace Scalewright.Agents.BuiltIn;

/// <summary>Fault that was injected on a node and is reverted after its duration.</summary>
/// <param name="Id">ID on the node.</param>
/// <param name="Kind"><c>pause</c>, <c>fill</c> or <c>load</c>.</param>
/// <param name="Subject">Process ID, folder, or number of processors.</param>
public sealed record InjectedFault(string Id, string Kind, string Subject);
