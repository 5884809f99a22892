namespace Scalewright.Agents.BuiltIn;

/// <summary>Something that goes wrong on a node on purpose, until its time is over.</summary>
/// <param name="Id">Its name on the node.</param>
/// <param name="Kind"><c>pause</c>, <c>fill</c> or <c>load</c>.</param>
/// <param name="Subject">Number of the process, the folder, or how many processors.</param>
public sealed record NodeFault(string Id, string Kind, string Subject);
