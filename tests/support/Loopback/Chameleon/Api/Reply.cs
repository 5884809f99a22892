namespace Loopback.Chameleon.Api;

/// <param name="Body">Null for an empty body.</param>
/// <param name="Token">Issued token, if any.</param>
internal sealed record Reply(int Status, JsonObject? Body = null, string? Token = null);
