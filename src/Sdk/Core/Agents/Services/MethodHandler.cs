namespace Scalewright.Agents.Services;

/// <summary>What answers one method.</summary>
internal sealed record MethodHandler(Func<ServiceInvocation, Task> InvokeAsync, bool TakesItems, bool GivesItems);
