namespace Scalewright.Decisions.Backtesting;

/// <summary>A combination of parameters that a policy refuses.</summary>
/// <param name="Name">The combination, named by its values.</param>
/// <param name="Problems">Why; the fields begin with the name.</param>
public sealed record Refusal(string Name, ValueList<Problem> Problems);
