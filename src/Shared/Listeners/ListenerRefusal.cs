namespace Scalewright.Listeners;

/// <summary>The answer to a request that is not let through.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Reason">A sentence: what was found and what is accepted.</param>
internal sealed record ListenerRefusal(int Status, string Reason);
