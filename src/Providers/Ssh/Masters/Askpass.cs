namespace Scalewright.Providers.Ssh.Masters;

/// <summary>Hands a password to the client: by a file that only its user can read, and that is gone when the login is over.</summary>
internal sealed class Askpass : IDisposable
{
    private readonly string _secret;

    /// <param name="path">Begin of the names of its files, in a private folder.</param>
    /// <param name="password">The password.</param>
    public Askpass(string path, SshPassword password)
    {
        Program = path + ".ask";
        _secret = path + ".key";
        PrivateFiles.Write(_secret, password.Text + "\n");
        PrivateFiles.Write(Program, $"#!/bin/sh\nexec cat {ShellQuote.Quote(_secret)}\n", isProgram: true);
    }

    /// <summary>The program that the client asks.</summary>
    public string Program { get; }

    public void Dispose()
    {
        File.Delete(_secret);
        File.Delete(Program);
    }
}
