namespace Scalewright.Decisions.Backtesting;

/// <summary>Combination of parameters that a policy rejects.</summary>
/// <param name="Name">Name of the combination, from its values.</param>
/// <param name="Problems">Reasons; their fields start with the name.</param>
public sealed record RejectedParameters(string Name, ValueList<Problem> Problems);
