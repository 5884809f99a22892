namespace Scalewright.Providers.Vagrant;

/// <summary>SSH access to a VM, as reported by <c>vagrant ssh-config</c>.</summary>
/// <param name="Host">Host name or IP address.</param>
/// <param name="Port">Port.</param>
/// <param name="User">User name.</param>
/// <param name="IdentityFile">Private key file; empty for the user's default keys.</param>
public sealed record VagrantSshConfig(string Host, int Port, string User, string IdentityFile);
