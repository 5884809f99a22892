namespace Scalewright.Providers.Ssh;

/// <summary>Commands are run as root, by sudo.</summary>
/// <param name="Password">Password that sudo asks for; null: sudo asks for nothing. It is sent through the connection.
/// It is never an argument, a variable, a file or a part of the command's input.</param>
public sealed record SshSudo(SshPassword? Password = null);
