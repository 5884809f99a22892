namespace Scalewright.Providers.Ssh.Masters;

/// <summary>Hands a password to the client that logs in to the target, and to no other that it starts for the way there: by a file that only its user can read, and that is gone when the login is over.</summary>
internal sealed class Askpass : IDisposable
{
    // A key's own word is another one, and none is asked for.
    private const string Guard = "case $1 in 'Enter passphrase for '*) exit 1;; esac\n";

    private readonly string _secret;

    /// <param name="path">Begin of the names of its files, in a private folder, and the argument that tells the client from others.</param>
    public Askpass(string path, SshPassword password)
    {
        Program = path + ".ask";
        _secret = path + ".key";
        PrivateFiles.Write(_secret, password.Text + "\n");
        PrivateFiles.Write(
            Program, $"#!/bin/sh\n{Guard}tr '\\0' '\\n' </proc/$PPID/cmdline | grep -qxF -e {ShellQuote.Quote(path)} || exit 1\nexec cat {ShellQuote.Quote(_secret)}\n", isProgram: true);
    }

    /// <summary>The program that the client asks.</summary>
    public string Program { get; }

    public void Dispose()
    {
        File.Delete(_secret);
        File.Delete(Program);
    }
}

/// <summary>Files and folders that nobody but the user of this process can read.</summary>
[SuppressMessage("Interoperability", "CA1416", Justification = "Transports are made on Linux only.")]
internal static class PrivateFiles
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void Write(string path, string text, bool isProgram = false)
    {
        UnixFileMode mode = isProgram ? Owner | UnixFileMode.UserExecute : Owner;
        using FileStream file = new(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode });
        using StreamWriter writer = new(file);
        writer.Write(text);
    }

    public static void MakeFolder(string path) => Directory.CreateDirectory(path, Owner | UnixFileMode.UserExecute);
}
