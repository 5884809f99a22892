using System.Runtime.InteropServices;

namespace Scalewright.Providers.Ssh.Shell;

/// <summary>What is sent to the POSIX shell that stays at the other end of a channel and runs one command after the other.</summary>
/// <remarks>
/// Each command runs in a session of its own where the machine has <c>setsid</c>, beside a subshell that waits for it, so that the shell goes on
/// listening: to a sign of life, to the order to kill, and to the end of the connection, at which it kills what runs. After a command both streams
/// hold a record that begins with a zero character and a secret number. It is in no argument and no environment, so no command can write it.
/// </remarks>
internal static class ChannelScript
{
    /// <summary>The command of the session: whatever the login shell is, a POSIX shell takes over.</summary>
    public const string Loader = "exec sh -s";

    /// <summary>Texts that are larger go to the machine as a file first.</summary>
    public const int InputBytesMax = 64 * 1024;

    public const string Ping = "printf '\\0%s p\\n' \"$N\"\n";

    public const string Kill = "k\n";

    /// <summary>The end of a command's text. A shell that has not read its first character has begun nothing.</summary>
    public const string End = "}& W=$!\n";

    // S: what makes a session. Z: whether sudo is used, P: its password. h: holds the password for sudo.
    // f: finds a program. x: reports a fault. v: reports that the input cannot be read.
    // s: runs something as root by sudo. q: asks something so.
    // c: goes to a folder, or sees that only root can (C). r: starts a program that is there, for root at least; D: its folder then.
    // z: kills all that belongs to a command. a: whether a process lives. d: waits a second or two until a killed command is dead, or tells that it is not; it counts in n, since z changes i. w: waits and tells the end.
    private const string Functions = "h(){ " + SudoScript.Hold + "}\n" + """
        S=$(command -v setsid 2>/dev/null)&&S="$S --"
        b=;read -r b </proc/sys/kernel/random/boot_id
        f(){ case $1 in */*)[ -f "$1" ]&&[ -x "$1" ];return;;esac;o=$IFS;IFS=:;for d in $PATH;do [ -f "${d:-.}/$1" ]&&[ -x "${d:-.}/$1" ]&&{ IFS=$o;return 0;};done;IFS=$o;return 1;}
        x(){ printf '\0%s f %s\n' "$N" "$1";exit 126;}
        v(){ [ -r "$1" ]||{ printf '\0%s f input\n' "$N";e 126;exit 0;};}
        s(){ if [ "$P" ];then printf '%s\n' "$P"|(h;sudo $u -- "$@" </dev/null;exit $?)
        elif [ "$Z" ];then sudo -n -- "$@" </dev/null;else return 1;fi;}
        y(){ if [ "$Z" ];then s kill -KILL "$@";else kill -KILL "$@";fi;}
        a(){ [ -d /proc/self ]||{ kill -0 "$1" 2>/dev/null;return;};t=;{ read -r t <"/proc/$1/stat";} 2>/dev/null||return 1;set -- ${t##*) };[ "$1" != Z ];}
        z(){ [ "$p" ]||return 0;l=$p;c=1;while [ "$c" ];do c=;for q in /proc/[0-9]*;do i=${q#/proc/};case " $l " in *" $i "*)continue;;esac;t=;read -r t <"$q/stat"||continue;set -f;set -- ${t##*) };set +f;case " $l " in *" $2 "*)l="$l $i";c=1;;*)[ "$S" ]&&[ "$4" = "$p" ]&&l="$l $i"&&c=1;;esac;done;done;y $l;}
        e(){ L=0;[ "$S" ]&&kill -0 "-$p" 2>/dev/null&&L=1;printf '\0%s e %s %s\n' "$N" "$1" "$L";printf '\0%s e\n' "$N" >&2;}
        g(){ K=;Z=;P=;D=;p=;trap 'K=1;z 2>/dev/null' TERM;}
        w(){ if [ "$K" ];then z 2>/dev/null;else wait "$p" 2>/dev/null;fi;s=$?;[ "$K" ]&&d;e "$s";exit 0;}
        d(){ s=137;n=0;while a "$p";do n=$((n+1));[ "$n" -gt 20 ]&&{ printf '\0%s f kill\n' "$N";return;};sleep 0.05 2>/dev/null||{ sleep 1;n=$((n+9));};[ "$n" = 10 ]&&z 2>/dev/null;done;}
        q(){ s "$@" >/dev/null 2>&1;}
        c(){ cd "$1" 2>/dev/null||{ q sh -c 'cd "$1"' sh "$1"&&C=1;}||x folder;}
        r(){ set -f;f "$1"||q sh -c 'cd "$2"&&command -v "$1"' sh "$1" "${D:-.}"||x program;shift;exec $S "$@";}
        m(){ [ "$W" ]||return 1;[ -d /proc/self ]||return 0;t=;{ read -r t <"/proc/$W/stat";} 2>/dev/null||return 1;set -- ${t##*) };[ "$2" = "$$" ];}
        k(){ m||return 0;kill -TERM "$W" 2>/dev/null;wait "$W" 2>/dev/null;[ $? = 143 ]&&e 137;W=;}
        trap 'm&&kill -TERM "$W"&&wait "$W"' EXIT
        printf '\0%s h %s\n' "$N" "$b"

        """;

    /// <summary>The first thing that is sent: then the shell tells the boot of its machine.</summary>
    /// <param name="secret">The number that its records begin with.</param>
    public static string Open(string secret) => $"N={secret}\n{Functions}";

    /// <summary>One command.</summary>
    /// <param name="request">The command; its input is not too large.</param>
    /// <param name="sudo">Whether it is run by sudo.</param>
    /// <param name="inputFile">A file of the machine, belonging to whom it runs as, that it reads and that is deleted then; empty: its input is in the request.</param>
    public static string Run(CommandRequest request, SshSudo? sudo, string inputFile)
    {
        StringBuilder text = new();
        AppendSudo(text, sudo);
        string input = inputFile.Length == 0 && request.Input.Length > 0 ? $"printf %b {ShellQuote.Quote(Escape(request.Input))}" : "";
        bool isPiped = input.Length > 0;
        // What root reads by sudo, root opens.
        bool isOpened = inputFile.Length > 0 && sudo is null;
        if (isOpened)
        {
            text.Append(CultureInfo.InvariantCulture, $"v {ShellQuote.Quote(inputFile)};exec 3<{ShellQuote.Quote(inputFile)};rm -f {ShellQuote.Quote(inputFile)};");
        }

        text.Append(isPiped ? $"{input}|" : "").Append('(');
        AppendStart(text, request, sudo, isOpened ? "" : inputFile);
        text.Append(')').Append(isPiped ? "" : isOpened ? "<&3" : "</dev/null").Append(" 3<&-");
        return text.Append("& p=$!;w;").Append(End).ToString();
    }

    /// <summary>Opens the group of a command. A password comes by a pipe that is the group's standard input.</summary>
    private static void AppendSudo(StringBuilder text, SshSudo? sudo)
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

    private static void AppendStart(StringBuilder text, CommandRequest request, SshSudo? sudo, string rootsInput)
    {
        if (request.Folder.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"C=;c {ShellQuote.Quote(FolderOf(request))};");
        }

        if (request.Environment.TryGetValue("PATH", out string? path))
        {
            text.Append(CultureInfo.InvariantCulture, $"PATH={ShellQuote.Quote(path)};");
        }

        List<string> words = [];
        if (request.Environment.Count > 0)
        {
            words.Add("/usr/bin/env");
            words.AddRange(request.Environment.Select(entry => $"{entry.Key}={entry.Value}"));
            // env takes what has a '=' for a variable, also when it is the program.
            words.AddRange(request.Words[0].Contains('=', StringComparison.Ordinal) ? ["sh", "-c", "exec \"$@\"", "sh"] : []);
        }

        words.AddRange(request.Words);
        if (rootsInput.Length > 0)
        {
            words.InsertRange(0, ["sh", "-c", "exec <\"$1\"||exit 1;rm -f \"$1\";shift;exec \"$@\"", "sh", rootsInput]);
        }

        string program = ShellQuote.Quote(request.Words[0]);
        if (sudo is not null && request.Folder.Length > 0)
        {
            // Only root may go there: a shell of root's does, before it becomes the program.
            string folder = ShellQuote.Quote(FolderOf(request));
            text.Append(CultureInfo.InvariantCulture, $"if [ \"$C\" ];then D={folder};r {program} sudo $u -- sh -c 'cd \"$1\"||exit 126;shift;exec \"$@\"' sh {folder} {ShellQuote.Join(words)};fi;");
        }

        text.Append("r ").Append(program).Append(sudo is null ? " " : " sudo $u -- ").Append(ShellQuote.Join(words));
    }

    private static string FolderOf(CommandRequest request) => request.Folder.StartsWith('/') ? request.Folder : $"./{request.Folder}";

    // printf %b: a backslash begins an escape; a zero character can be in no word of a shell.
    private static string Escape(string input) => input.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\0", "\\0000", StringComparison.Ordinal);
}

/// <summary>Finds where a program's own bytes begin: a login shell may print what it likes before.</summary>
/// <remarks>The program's shell prints a zero character, a secret number and the end of a line first of all. No file of a login shell can know it.</remarks>
internal sealed class StartMark(string secret)
{
    /// <summary>What may be printed before, in bytes.</summary>
    public const int BytesMax = 64 * 1024;

    private readonly byte[] _mark = Encoding.ASCII.GetBytes($"\0{secret}\n");
    private readonly List<byte> _before = [];

    /// <summary>Whether it has come.</summary>
    public bool IsFound { get; private set; }

    /// <summary>Whether more came without it than may.</summary>
    public bool IsLate => !IsFound && _before.Count > BytesMax + _mark.Length;

    /// <summary>What came before it, or so far, as text.</summary>
    public string Before => Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(_before));

    /// <summary>The commands that print it on both streams of a shell.</summary>
    public static string Print(string secret) => $"printf '\\0%s\\n' {secret};printf '\\0%s\\n' {secret} >&2;";

    /// <summary>Takes the next bytes.</summary>
    /// <returns>Those that are the program's.</returns>
    public ReadOnlyMemory<byte> Take(ReadOnlyMemory<byte> bytes)
    {
        if (IsFound)
        {
            return bytes;
        }

        int known = _before.Count;
        _before.AddRange(bytes.Span);
        int from = Math.Max(0, known - _mark.Length + 1);
        int at = CollectionsMarshal.AsSpan(_before)[from..].IndexOf(_mark);
        if (at < 0)
        {
            return default;
        }

        IsFound = true;
        int begin = from + at;
        _before.RemoveRange(begin, _before.Count - begin);
        return bytes[(begin + _mark.Length - known)..];
    }
}

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

/// <summary>Numbers that no command can guess: only here chance is not the caller's.</summary>
internal static class Secrets
{
    public static string Draw() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
