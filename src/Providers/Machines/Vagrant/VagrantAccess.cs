namespace Scalewright.Providers.Vagrant;

/// <summary>How a VM is logged in to, as <c>vagrant ssh-config</c> says it.</summary>
/// <param name="Host">Its address.</param>
/// <param name="Port">Its port.</param>
/// <param name="User">Who logs in.</param>
/// <param name="IdentityFile">The key that opens it; empty: those of the user.</param>
public sealed record VagrantAccess(string Host, int Port, string User, string IdentityFile);
