namespace Scalewright.Providers.Ssh;

/// <summary>Runs commands as root with sudo.</summary>
/// <param name="Password">Password for sudo; null if sudo requires no password. It is sent through the connection. It
/// is never an argument, a variable, a file or a part of the command's input.</param>
public sealed record SshSudoOptions(SshPassword? Password = null);
