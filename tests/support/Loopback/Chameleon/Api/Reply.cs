namespace Loopback.Chameleon.Api;

/// <param name="Body">What is said; null: nothing.</param>
/// <param name="Token">A token that is given with it; null: none.</param>
internal sealed record Reply(int Status, JsonObject? Body = null, string? Token = null);
