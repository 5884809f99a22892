namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>Result of an action.</summary>
/// <param name="Result">Writes the result element; null if the action has none.</param>
internal sealed record QueryActionResult(AccountState State, Action<XmlText>? Result = null);

/// <summary>An action whose parameters are read. Pure; rejects requests with <see cref="QueryErrorException"/>.</summary>
internal delegate QueryActionResult QueryAction(ActionContext context);
