namespace Loopback.Kubernetes.Objects;

/// <summary>Change of an object in the store, as a watch reports it.</summary>
/// <param name="Type"><c>ADDED</c>, <c>MODIFIED</c> or <c>DELETED</c>.</param>
/// <param name="After">State after the change; the last state of a deleted object. The value is never modified.</param>
internal sealed record StoreChange(long Version, DateTimeOffset At, string Type, ObjectKey Key, JsonObject After, JsonObject? Before);
