namespace Loopback.Kubernetes.Objects;

/// <param name="Type"><c>ADDED</c>, <c>MODIFIED</c> or <c>DELETED</c>.</param>
/// <param name="After">The last state for a deleted object. Never modified.</param>
internal sealed record StoreChange(long Version, DateTimeOffset At, string Type, ObjectKey Key, JsonObject After, JsonObject? Before);
