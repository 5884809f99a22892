namespace Scalewright.Providers.Ssh.Shell;

/// <summary>What a stream's shell does to run its program by sudo.</summary>
internal static class SudoScript
{
    /// <summary>The begin of a line that may be run by sudo, behind the preparation; nothing where it is not.</summary>
    public static string Prefix(SshSudo? sudo) => sudo is null ? "" : "sudo $u -- ";

    /// <summary>Stands before a line with the prefix. It finds out whether sudo asks for a password, and when it does, whether it is the right one: a wrong one
    /// is told at once, before sudo takes the first lines of the program's input for further tries.</summary>
    public static string Prepare(SshSudo? sudo) => sudo switch
    {
        null => "",
        { Password: { } password } => $"u=-n;if sudo -n -k true 2>/dev/null;then IFS= read -r l;else printf '%s\\n' {ShellQuote.Quote(password.Text)}|sudo -k -S --prompt= -v||exit 1;u='-k -S --prompt=';fi;",
        _ => "u=-n;",
    };

    /// <summary>The first line of the input, behind which the program's own begins: sudo reads it and not a byte more, or else the shell does.</summary>
    public static string FirstLine(SshSudo? sudo) => sudo?.Password is { } password ? $"{password.Text}\n" : "";
}
