using System.Runtime.InteropServices;

namespace Scalewright.Providers.Ssh.Shell;

/// <summary>Script for the persistent POSIX shell of a channel, which runs one command at a time.</summary>
/// <remarks>Each command runs in its own session where the machine has <c>setsid</c>, beside a subshell that waits for
/// it. The shell therefore keeps reading heartbeats, kill requests and the end of the connection, at which it kills the
/// command. After a command, both streams contain a record that starts with a zero character and a secret number. The
/// number is in no argument and no environment, so no command can forge a record.</remarks>
internal static class ChannelScript
{
    /// <summary>Command of the session. A POSIX shell replaces the login shell.</summary>
    public const string Loader = "exec sh -s";

    /// <summary>Larger inputs are first sent to the machine as a file.</summary>
    public const int MaxInputBytes = 64 * 1024;

    public const string Ping = "printf '\\0%s p\\n' \"$N\"\n";

    public const string Kill = "k\n";

    /// <summary>
    /// End of the text of a command. The shell starts nothing before it has read the first character of this end.
    /// </summary>
    public const string End = "}& W=$!\n";

    // S: command that creates a session. Z: whether sudo is used, P: its password. h: holds the password for sudo. f:
    // finds a program. x: reports a fault. v: reports that the input cannot be read. s: runs something as root with
    // sudo. q: tests something that way. c: changes to a folder, or detects that only root can (C). r: starts a program
    // that exists, at least for root; D: its folder then. z: kills all processes of a command. a: checks whether a
    // process is alive. d: waits a second or two until a killed command is dead, or reports that it is not; it counts
    // in n, since z changes i. w: waits and reports the exit.
    private const string Functions =
        "h(){ "
        + SudoScript.Hold
        + "}\n"
        + """
            S=$(command -v setsid 2>/dev/null)&&S="$S --"
            b=;read -r b </proc/sys/kernel/random/boot_id
            f(){ case $1 in */*)[ -f "$1" ]&&[ -x "$1" ];return;;esac;o=$IFS;IFS=:
            for d in $PATH;do [ -f "${d:-.}/$1" ]&&[ -x "${d:-.}/$1" ]&&{ IFS=$o;return 0;};done;IFS=$o;return 1;}
            x(){ printf '\0%s f %s\n' "$N" "$1";exit 126;}
            v(){ [ -r "$1" ]||{ printf '\0%s f input\n' "$N";e 126;exit 0;};}
            s(){ if [ "$P" ];then printf '%s\n' "$P"|(h;sudo $u -- "$@" </dev/null;exit $?)
            elif [ "$Z" ];then sudo -n -- "$@" </dev/null;else return 1;fi;}
            y(){ if [ "$Z" ];then s kill -KILL "$@";else kill -KILL "$@";fi;}
            a(){ [ -d /proc/self ]||{ kill -0 "$1" 2>/dev/null;return;};t=
            { read -r t <"/proc/$1/stat";} 2>/dev/null||return 1;set -- ${t##*) };[ "$1" != Z ];}
            z(){ [ "$p" ]||return 0;l=$p;c=1;while [ "$c" ];do c=;for q in /proc/[0-9]*;do i=${q#/proc/}
            case " $l " in *" $i "*)continue;;esac;t=;read -r t <"$q/stat"||continue;set -f;set -- ${t##*) };set +f
            case " $l " in *" $2 "*)l="$l $i";c=1;;*)[ "$S" ]&&[ "$4" = "$p" ]&&l="$l $i"&&c=1;;esac;done;done;y $l;}
            e(){ L=0;[ "$S" ]&&kill -0 "-$p" 2>/dev/null&&L=1
            printf '\0%s e %s %s\n' "$N" "$1" "$L";printf '\0%s e\n' "$N" >&2;}
            g(){ K=;Z=;P=;D=;p=;trap 'K=1;z 2>/dev/null' TERM;}
            w(){ if [ "$K" ];then z 2>/dev/null;else wait "$p" 2>/dev/null;fi;s=$?;[ "$K" ]&&d;e "$s";exit 0;}
            d(){ s=137;n=0;while a "$p";do n=$((n+1));[ "$n" -gt 20 ]&&{ printf '\0%s f kill\n' "$N";return;}
            sleep 0.05 2>/dev/null||{ sleep 1;n=$((n+9));};[ "$n" = 10 ]&&z 2>/dev/null;done;}
            q(){ s "$@" >/dev/null 2>&1;}
            c(){ cd "$1" 2>/dev/null||{ q sh -c 'cd "$1"' sh "$1"&&C=1;}||x folder;}
            r(){ set -f;f "$1"||q sh -c 'cd "$2"&&command -v "$1"' sh "$1" "${D:-.}"||x program;shift;exec $S "$@";}
            m(){ [ "$W" ]||return 1;[ -d /proc/self ]||return 0;t=
            { read -r t <"/proc/$W/stat";} 2>/dev/null||return 1;set -- ${t##*) };[ "$2" = "$$" ];}
            k(){ m||return 0;kill -TERM "$W" 2>/dev/null;wait "$W" 2>/dev/null;[ $? = 143 ]&&e 137;W=;}
            trap 'm&&kill -TERM "$W"&&wait "$W"' EXIT
            printf '\0%s h %s\n' "$N" "$b"

            """;

    /// <summary>First text of the channel. The shell then reports the boot ID of its machine.</summary>
    /// <param name="secret">Number at the start of each record.</param>
    public static string Open(string secret) => $"N={secret}\n{Functions}";

    /// <summary>Text of one command.</summary>
    /// <param name="request">The command; its input is within the limit.</param>
    /// <param name="sudo">Settings of sudo; null to run without it.</param>
    /// <param name="inputFile">Remote file with the input, owned by the user of the command and deleted after opening;
    /// empty if the input is in the request.</param>
    public static string Run(CommandRequest request, SshSudoOptions? sudo, string inputFile)
    {
        StringBuilder text = new();
        AppendSudo(text, sudo);
        string input = inputFile.Length == 0 && request.Input.Length > 0 ? $"printf %b {ShellQuote.Quote(Escape(request.Input))}" : "";
        bool isPiped = input.Length > 0;
        // With sudo, root reads the file, so root also opens it.
        bool isOpened = inputFile.Length > 0 && sudo is null;
        if (isOpened)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"v {ShellQuote.Quote(inputFile)};exec 3<{ShellQuote.Quote(inputFile)};rm -f {ShellQuote.Quote(inputFile)};"
            );
        }

        text.Append(isPiped ? $"{input}|" : "").Append('(');
        AppendStart(text, request, sudo, isOpened ? "" : inputFile);
        text.Append(')')
            .Append(
                (isPiped, isOpened) switch
                {
                    (true, _) => "",
                    (_, true) => "<&3",
                    _ => "</dev/null",
                }
            );
        text.Append(" 3<&-");
        return text.Append("& p=$!;w;").Append(End).ToString();
    }

    /// <summary>Opens the group of a command. A password is passed by a pipe as the group's standard input.</summary>
    private static void AppendSudo(StringBuilder text, SshSudoOptions? sudo)
    {
        if (sudo?.Password is { } password)
        {
            text.Append(SudoScript.Print(password)).Append("|{ g;Z=1;P=").Append(ShellQuote.Quote(password.Text));
            text.Append(";h;exec </dev/null;");
        }
        else
        {
            text.Append(sudo is null ? "{ g;" : "{ g;Z=1;u=-n;");
        }
    }

    private static void AppendStart(StringBuilder text, CommandRequest request, SshSudoOptions? sudo, string rootsInput)
    {
        if (request.WorkingDirectory.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"C=;c {ShellQuote.Quote(GetFolder(request))};");
        }

        if (request.Environment.TryGetValue("PATH", out string? path))
        {
            text.Append(CultureInfo.InvariantCulture, $"PATH={ShellQuote.Quote(path)};");
        }

        List<string> arguments = [];
        if (request.Environment.Count > 0)
        {
            arguments.Add("/usr/bin/env");
            arguments.AddRange(request.Environment.Select(entry => $"{entry.Key}={entry.Value}"));
            // env treats an argument with '=' as a variable, even the program.
            arguments.AddRange(request.Command[0].Contains('=', StringComparison.Ordinal) ? ["sh", "-c", "exec \"$@\"", "sh"] : []);
        }

        arguments.AddRange(request.Command);
        if (rootsInput.Length > 0)
        {
            arguments.InsertRange(0, ["sh", "-c", "exec <\"$1\"||exit 1;rm -f \"$1\";shift;exec \"$@\"", "sh", rootsInput]);
        }

        string program = ShellQuote.Quote(request.Command[0]);
        if (sudo is not null && request.WorkingDirectory.Length > 0)
        {
            // If only root may access the folder, a root shell changes to it and then executes the program.
            string folder = ShellQuote.Quote(GetFolder(request));
            text.Append(
                CultureInfo.InvariantCulture,
                $"if [ \"$C\" ];then D={folder};r {program} sudo $u -- sh -c 'cd \"$1\"||exit 126;shift;exec \"$@\"' "
                    + $"sh {folder} {ShellQuote.Join(arguments)};fi;"
            );
        }

        text.Append("r ").Append(program).Append(sudo is null ? " " : " sudo $u -- ").Append(ShellQuote.Join(arguments));
    }

    private static string GetFolder(CommandRequest request) =>
        request.WorkingDirectory.StartsWith('/') ? request.WorkingDirectory : $"./{request.WorkingDirectory}";

    // printf %b: a backslash starts an escape; no shell argument can contain a zero character.
    private static string Escape(string input) =>
        input.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\0", "\\0000", StringComparison.Ordinal);
}

/// <summary>Finds the start of a program's own output, after that of the login shell.</summary>
/// <remarks>The program's shell first prints a zero character, a secret number and a line break. The files that a login
/// shell reads cannot contain this mark, because the number is secret.</remarks>
internal sealed class StartMarker(string secret)
{
    /// <summary>Maximum number of bytes printed before the mark.</summary>
    public const int MaxBytes = 64 * 1024;

    private readonly byte[] _marker = Encoding.ASCII.GetBytes($"\0{secret}\n");
    private readonly List<byte> _before = [];

    public bool IsFound { get; private set; }

    /// <summary>True if more bytes than allowed arrived without the mark.</summary>
    public bool IsLate => !IsFound && _before.Count > MaxBytes + _marker.Length;

    /// <summary>Text before the mark; all text received so far if the mark was not found.</summary>
    public string Before => Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(_before));

    /// <summary>Commands that print the mark on both streams of a shell.</summary>
    public static string Print(string secret) => $"printf '\\0%s\\n' {secret};printf '\\0%s\\n' {secret} >&2;";

    /// <summary>Takes the next bytes and returns those of the program.</summary>
    public ReadOnlyMemory<byte> Process(ReadOnlyMemory<byte> bytes)
    {
        if (IsFound)
        {
            return bytes;
        }

        int earlierCount = _before.Count;
        _before.AddRange(bytes.Span);
        int from = Math.Max(0, earlierCount - _marker.Length + 1);
        int at = CollectionsMarshal.AsSpan(_before)[from..].IndexOf(_marker);
        if (at < 0)
        {
            return default;
        }

        IsFound = true;
        int start = from + at;
        _before.RemoveRange(start, _before.Count - start);
        return bytes[(start + _marker.Length - earlierCount)..];
    }
}

/// <summary>Builds the shell text that runs a program with sudo.</summary>
/// <remarks>A password never passes the program's input. It is in a pipe that a waiting shell holds open as descriptor
/// 3. The askpass program of sudo is <c>cat</c>: sudo passes the prompt as an argument, and the prompt is the path of
/// the pipe below <c>/proc</c>. If sudo requires no password, the pipe is not read. No file, argument or environment
/// variable contains the password.</remarks>
internal static class SudoScript
{
    /// <summary>
    /// Shell text that keeps the standard input, which contains the password, as descriptor 3, and sets the options
    /// <c>$u</c> of sudo. The shell must outlive sudo.
    /// </summary>
    /// <remarks>A shell that has become sudo belongs to root, so the user cannot open its descriptors.</remarks>
    public const string Hold =
        "H=;read -r H J </proc/self/stat;exec 3<&0;A=$(command -v cat);case $A in /*);;*)A=/bin/cat;;esac;"
        + "export SUDO_ASKPASS=\"$A\";u=\"-k -A --prompt=/proc/$H/fd/3\";";

    /// <summary>Returns the prefix of a line that runs with sudo; empty if sudo is not used.</summary>
    public static string Prefix(SshSudoOptions? sudo) => sudo is null ? "" : "sudo $u -- ";

    /// <summary>
    /// Returns a script whose lines with the prefix run with sudo. The program keeps its own standard input.
    /// </summary>
    public static string Wrap(SshSudoOptions? sudo, string script) =>
        sudo switch
        {
            null => script,
            { Password: { } password } => $"exec 4<&0;{Print(password)}|({Hold}({script}) <&4 3<&- 4<&-;exit $?)",
            _ => $"u=-n;{script}",
        };

    /// <summary>Returns the command that writes the password.</summary>
    /// <remarks><c>printf</c> is a shell builtin, so no process has the password as an argument.</remarks>
    public static string Print(SshPassword password) => $"printf '%s\\n' {ShellQuote.Quote(password.Text)}";
}

/// <summary>Creates unpredictable numbers. This is the only random source that callers cannot replace.</summary>
internal static class MarkerGenerator
{
    public static string Generate() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
