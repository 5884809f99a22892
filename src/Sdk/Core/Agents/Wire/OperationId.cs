namespace Scalewright.Agents.Wire;

/// <summary>Which operation of which controller.</summary>
internal readonly record struct OperationId(long Epoch, string Session, long Number);
