namespace Scalewright.Providers.Minimega.Guests;

/// <summary>
/// Scripts that run on guests, in a POSIX shell with the usual utilities, for example those of busybox.
/// </summary>
internal static class GuestScripts
{
    /// <summary>Folder for temporary files on guests.</summary>
    public const string Folder = "/tmp/scalewright";

    /// <summary>Maximum number of bytes in a response for each stream of a program.</summary>
    public const int MaxPiece = 512 * 1024;

    /// <summary>Error of a start script: the working folder does not exist.</summary>
    public const string NoFolder = "folder";
    public const string NoProgram = "program";

    /// <summary>Error of a script: the guest has no record of the program.</summary>
    public const string Lost = "lost";

    /// <summary>Idle timeout after which a persistent shell exits, because its client may have been killed.</summary>
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(10);

    // x: writes an error to the output and exits. b: writes bytes as base64 text, in short lines because minimega's
    // agent accepts at most 64 KiB per line and fold of busybox at most 10,000 bytes.
    private const string Head = """
        exec 2>/dev/null
        echo @begin
        x(){ echo "@fault $1";echo @end;exit 0;}
        b(){ base64|tr -d '\n'|fold -w 8192;echo;}

        """;

    // Function a checks whether a process is alive. Variable c contains the state of the program.
    private const string Poll = """
        a(){ t=;read -r t </proc/$1/stat||return 1;set -- ${t##*) };[ "$1" != Z ];}
        [ -d $D ]||x lost
        c=run;p=
        if [ -e $D/end ];then read -r c <$D/end
        else read -r p <$D/pid;a "$p"||{ c=137;[ -e $D/end ]&&read -r c <$D/end;};fi
        echo "@state $c"
        echo @outsize $(wc -c <$D/out)
        echo @errsize $(wc -c <$D/err)
        echo @out
        tail -c +$((o+1)) $D/out|head -c $m|b
        echo @err
        tail -c +$((e+1)) $D/err|head -c $m|b
        echo @end

        """;

    /// <summary>Returns the shell command that runs a script. minimega's agent may have no PATH.</summary>
    public static string Line(string script) =>
        "PATH=${PATH:-/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin};export PATH;"
        + $"eval \"$(echo {Convert.ToBase64String(Encoding.UTF8.GetBytes(script))}|base64 -d)\"";

    /// <summary>
    /// Returns the script of a persistent shell. It reads lines <c>run NUMBER BYTES</c>, each followed by a script with
    /// this number of bytes, and runs the scripts.
    /// </summary>
    /// <param name="name">Name of the shell and of its activity file, with which a second process detects that the
    /// shell is idle.</param>
    public static string Stay(string name) =>
        $$"""
            exec 2>/dev/null
            A={{Folder}}/{{name}};P=$$
            t(){ echo >$A||{ (umask 077;mkdir -p {{Folder}});echo >$A;};}
            t
            (while rm -f $A;do sleep {{IdleTimeout.TotalSeconds:0}}
            [ -e $A ]||{ kill -KILL $P;exit;};done) </dev/null >/dev/null 2>&1 &
            W=$!
            echo @hello
            while read -r k i n;do
            [ "$k" = run ]||continue
            t
            echo "@answer $i"
            head -c "$n"|/bin/sh
            echo "@done $i"
            done
            kill $W
            rm -f $A

            """;

    public static string Append(string file, ReadOnlySpan<byte> bytes, bool isFirst)
    {
        string name = ShellQuote.Quote(file);
        return $"{Head}base64 -d {(isFirst ? ">" : ">>")}{name} <<'E'||{Reason(name)}\n{Lines(bytes)}E\necho @end\n";
    }

    /// <summary>Returns a script that starts a program in the background and reads its first output.</summary>
    /// <param name="key">Key that identifies the program on the guest.</param>
    /// <param name="done">Keys of programs whose files are no longer needed.</param>
    public static string Start(CommandRequest request, string key, IEnumerable<string> done)
    {
        string program = ShellQuote.Quote(request.Command[0]);
        string environment = ShellQuote.Join(request.Environment.Select(entry => $"{entry.Key}={entry.Value}"));
        StringBuilder text = new(Head);
        foreach (string old in done)
        {
            text.Append(CultureInfo.InvariantCulture, $"rm -rf -- {GetRunFolder(old)}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"D={GetRunFolder(key)}\n(umask 077;mkdir -p $D)||x folder\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"cd {(request.WorkingDirectory.Length > 0 ? ShellQuote.Quote(GetPath(request.WorkingDirectory)) : "/")}||x {NoFolder}\n"
        );
        text.Append(request.Environment.TryGetValue("PATH", out string? path) ? $"PATH={ShellQuote.Quote(path)}\n" : "");
        text.Append(
            CultureInfo.InvariantCulture,
            $"case {program} in */*) [ -f {program} ]&&[ -x {program} ]||x {NoProgram};;*) command -v -- {program} "
                + $">/dev/null||x {NoProgram};;esac\n"
        );
        text.Append(CultureInfo.InvariantCulture, $"base64 -d >$D/in <<'E'||x folder\n{Lines(Encoding.UTF8.GetBytes(request.Input))}E\n");

        // The command is written to a separate file. Its arguments cannot end the here-document early, because no
        // argument contains the key.
        text.Append(CultureInfo.InvariantCulture, $"cat >$D/run <<'E{key}'\nD={GetRunFolder(key)}\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"env {environment} /bin/sh -c 'exec \"$@\"' sh {ShellQuote.Join(request.Command)} <$D/in >$D/out 2>$D/err\n"
        );
        text.Append(CultureInfo.InvariantCulture, $"echo $? >$D/end.new\nmv $D/end.new $D/end\nE{key}\n");
        text.Append(
            "[ -s $D/run ]||x folder\n: >$D/out;: >$D/err\nS=$(command -v setsid)\n$S /bin/sh $D/run "
                + "</dev/null >/dev/null 2>&1 &\necho $! >$D/pid\n"
        );
        return text.Append(FormatOffsets(0, 0)).Append(Poll).ToString();
    }

    /// <summary>Returns a script that reads the output of a program from the given positions of its streams.</summary>
    public static string Continue(string key, long output, long error) =>
        $"{Head}D={GetRunFolder(key)}\n{FormatOffsets(output, error)}{Poll}";

    /// <summary>Returns a script that kills a program and all processes of its session.</summary>
    public static string Kill(string key) =>
        $$"""
            {{Head}}D={{GetRunFolder(key)}};p=;read -r p <$D/pid
            k(){ for q in /proc/[0-9]*;do t=;read -r t <$q/stat||continue;set -- ${t##*) }
            [ "$4" = "$p" ]&&kill -KILL ${q#/proc/};done;}
            [ "$p" ]&&{ kill -KILL $p;k;k;}
            rm -rf -- $D
            echo @end

            """;

    /// <summary>Returns a script that reads a chunk of a file.</summary>
    public static string Read(string path, long from)
    {
        string name = ShellQuote.Quote(path);
        return $"{Head}[ -f {name} ]||x missing\n[ -r {name} ]||x denied\necho @size $(wc -c <{name})\necho "
            + $"@content\ntail -c +{from + 1} {name}|head -c {MaxPiece}|b\necho @end\n";
    }

    /// <summary>Returns a script that flushes a written file to disk and reads its size.</summary>
    public static string Finish(string path)
    {
        string name = ShellQuote.Quote(path);
        return $"{Head}sync {name}||sync\necho @size $(wc -c <{name})\necho @end\n";
    }

    public static string Rename(string path, string newPath) =>
        $"{Head}[ -d {ShellQuote.Quote(newPath)} ]&&x directory\nmv -f -- {ShellQuote.Quote(path)} "
        + $"{ShellQuote.Quote(newPath)}||{Reason(ShellQuote.Quote(newPath))}\necho @end\n";

    public static string Delete(string path) => $"{Head}rm -f -- {ShellQuote.Quote(path)}||x denied\necho @end\n";

    /// <summary>Returns a script that lists the files of a folder, each name followed by a zero character.</summary>
    public static string List(string folder)
    {
        string name = ShellQuote.Quote(folder.TrimEnd('/') + "/");
        return $$"""
            {{Head}}cd {{name}}||x missing
            echo @names
            for f in * .*;do [ -f "$f" ]&&printf '%s\0' "$f";done|b
            echo @end

            """;
    }

    /// <summary>Returns a script that creates a folder and its parents. Names the reason by the nearest existing path.</summary>
    public static string CreateFolder(string path)
    {
        string name = ShellQuote.Quote(path);
        return $$"""
            {{Head}}mkdir -p -- {{name}}||{ p={{name}};while [ ! -e "$p" ];do p=$(dirname "$p");done
            [ -d "$p" ]||x file;[ -w "$p" ]||x denied;x full;}
            echo @end

            """;
    }

    private static string Reason(string name) =>
        $"{{ [ -d \"$(dirname {name})\" ]||x missing;[ -w \"$(dirname {name})\" ]||x denied;x full;}}";

    private static string FormatOffsets(long output, long error) =>
        string.Create(CultureInfo.InvariantCulture, $"o={output};e={error};m={MaxPiece}\n");

    private static string GetRunFolder(string key) => $"{Folder}/{key}";

    private static string GetPath(string folder) => folder.StartsWith('/') ? folder : $"./{folder}";

    private static string Lines(ReadOnlySpan<byte> bytes)
    {
        string text = Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks).Replace("\r", "", StringComparison.Ordinal);
        return text.Length > 0 ? text + "\n" : "";
    }
}
