namespace Scalewright.Providers.Ssh;

/// <summary>Commands are run as root, by sudo.</summary>
/// <param name="Password">What sudo asks for; null: it asks for nothing. It is sent through the connection. It is never an argument, a variable, a file or a part of the command's input.</param>
public sealed record SshSudo(SshPassword? Password = null);
