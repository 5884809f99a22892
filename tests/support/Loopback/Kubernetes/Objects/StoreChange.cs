namespace Loopback.Kubernetes.Objects;

/// <summary>Something that happened to an object.</summary>
/// <param name="At">When.</param>
/// <param name="Type"><c>ADDED</c>, <c>MODIFIED</c> or <c>DELETED</c>.</param>
/// <param name="Key">Which object.</param>
/// <param name="After">How it is since then; of a deleted one how it was at last. Never changed.</param>
/// <param name="Before">How it was before; null: it was not there.</param>
internal sealed record StoreChange(long Version, DateTimeOffset At, string Type, ObjectKey Key, JsonObject After, JsonObject? Before);
