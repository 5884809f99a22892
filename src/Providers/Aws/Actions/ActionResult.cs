namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>What came of an action.</summary>
/// <param name="Result">Writes the result; null: the action has none.</param>
internal sealed record ActionResult(AccountState State, Action<XmlText>? Result = null);
