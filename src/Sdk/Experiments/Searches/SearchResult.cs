namespace Scalewright.Experiments.Searches;

/// <summary>Result of a search.</summary>
/// <param name="Answers">One result for each load (demand) or amount of resources (capacity), in order.</param>
/// <param name="Trials">All tests, in order.</param>
public sealed record SearchResult(ValueList<SearchAnswer> Answers, ValueList<SearchTrial> Trials);
