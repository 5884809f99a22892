namespace Scalewright.Providers.Ssh.Shell;

/// <summary>Builds the shell text that runs a program by sudo.</summary>
/// <remarks>
/// A password never passes the program's input. It lies in a pipe that a waiting shell holds open as descriptor 3.
/// The askpass program of sudo is <c>cat</c>: sudo gives it the prompt as its argument, and the prompt is the path of
/// that pipe below <c>/proc</c>. Where sudo asks for nothing, nobody reads the pipe. No file, argument or environment
/// variable holds the password.
/// </remarks>
internal static class SudoScript
{
    /// <summary>Shell text that keeps the standard input, which holds the password, as descriptor 3, and sets the
    /// options <c>$u</c> of sudo. The shell must outlive sudo.</summary>
    /// <remarks>A shell that has become sudo belongs to root, so its descriptors cannot be opened by the user.</remarks>
    public const string Hold =
        "H=;read -r H J </proc/self/stat;exec 3<&0;A=$(command -v cat);case $A in /*);;*)A=/bin/cat;;esac;"
        + "export SUDO_ASKPASS=\"$A\";u=\"-k -A --prompt=/proc/$H/fd/3\";";

    /// <summary>Returns the beginning of a line that is run by sudo; empty where sudo is not used.</summary>
    /// <param name="sudo">How sudo is used; null: not at all.</param>
    public static string Prefix(SshSudo? sudo) => sudo is null ? "" : "sudo $u -- ";

    /// <summary>Returns a script whose lines with the prefix run by sudo. The input stays the program's.</summary>
    /// <param name="sudo">How sudo is used; null: not at all.</param>
    public static string Wrap(SshSudo? sudo, string script) => sudo switch
    {
        null => script,
        { Password: { } password } => $"exec 4<&0;{Print(password)}|({Hold}({script}) <&4 3<&- 4<&-;exit $?)",
        _ => $"u=-n;{script}",
    };

    /// <summary>Returns the command that writes the password.</summary>
    /// <remarks><c>printf</c> is a part of the shell, so no process has the password as an argument.</remarks>
    public static string Print(SshPassword password) => $"printf '%s\\n' {ShellQuote.Quote(password.Text)}";
}
