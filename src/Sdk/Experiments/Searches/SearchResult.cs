namespace Scalewright.Experiments.Searches;

/// <summary>What came of a search.</summary>
/// <param name="Answers">One for each load (demand) or amount of resources (capacity), in order.</param>
/// <param name="Trials">What was tried, in order.</param>
public sealed record SearchResult(ValueList<SearchAnswer> Answers, ValueList<SearchTrial> Trials);
