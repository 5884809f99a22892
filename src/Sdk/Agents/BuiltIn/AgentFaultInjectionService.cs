using Scalewright.Agents.Services;

namespace Scalewright.Agents.BuiltIn;

/// <summary>Injects faults with scripts that revert them even if this agent has exited.</summary>
internal sealed class AgentFaultInjectionService(ServiceContext context) : IAgentFaultInjection
{
    private const int MinProcess = 2;
    private const int MaxProcessors = 1024;
    private const int MaxOutputBytes = 1024 * 1024;
    private const int Warning = 30;
    private static readonly TimeSpan MaxDuration = TimeSpan.FromDays(1);

    private int _count;

    private string Folder =>
        context.DataFolder.Length > 0
            ? $"{context.DataFolder}/.scalewright-faults"
            : throw new InvalidOperationException(
                "This agent has no data folder, which is required to store the state of injected faults."
            );

    public async Task KillAsync(int processId, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(processId, MinProcess);
        await RunAsync(["sh", "-c", "kill -KILL \"$1\"", "sh", Text(processId)], cancellationToken);
    }

    public Task<InjectedFault> PauseAsync(int processId, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(processId, MinProcess);
        return StartAsync("pause", duration, Text(processId), 0, cancellationToken);
    }

    public Task<InjectedFault> FillDiskAsync(string folder, long freeBytes, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(freeBytes);
        string path = folder.TrimEnd('/') is { Length: > 0 } trimmed ? trimmed : "/.";
        return
            folder.StartsWith('/') && !folder.Contains('\n', StringComparison.Ordinal) && !folder.Contains('\0', StringComparison.Ordinal)
            ? StartAsync("fill", duration, path, freeBytes, cancellationToken)
            : throw new ArgumentException($"'{TextEscaping.Escape(folder)}' is not an absolute path of one line.", nameof(folder));
    }

    public Task<InjectedFault> StressCpuAsync(int cpuCount, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cpuCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cpuCount, MaxProcessors);
        return StartAsync("load", duration, Text(cpuCount), 0, cancellationToken);
    }

    public async Task<ValueList<InjectedFault>> ListAsync(CancellationToken cancellationToken)
    {
        string text = await RunAsync(["sh", "-c", FaultInjectionScripts.List, "sh", Folder], cancellationToken);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => line.Split(' ', 4))
            .Where(static fields => fields.Length == 4)
            .Select(static fields => new InjectedFault(fields[0], fields[2], fields[3]))
            .ToValueList();
    }

    public async Task RevertAllAsync(CancellationToken cancellationToken) =>
        await RunAsync(["sh", "-c", FaultInjectionScripts.Undo, "sh", Folder], cancellationToken);

    private async Task<InjectedFault> StartAsync(
        string kind,
        TimeSpan duration,
        string subject,
        long bytesLeft,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(duration, MaxDuration);
        string id = string.Create(CultureInfo.InvariantCulture, $"{kind}-{context.BootId}-{Interlocked.Increment(ref _count)}");
        await RunAsync(
            [
                "sh",
                "-c",
                FaultInjectionScripts.Start,
                "sh",
                FaultInjectionScripts.Keeper,
                Folder,
                id,
                kind,
                Text((long)Math.Ceiling(duration.TotalSeconds)),
                subject,
                Text(bytesLeft),
            ],
            cancellationToken
        );
        context.Log.Write(
            Warning,
            "scalewright.faults",
            string.Create(CultureInfo.InvariantCulture, $"{id}: {subject} for {duration.TotalSeconds:0.###} s")
        );
        return new InjectedFault(id, kind, subject);
    }

    private async Task<string> RunAsync(ValueList<string> command, CancellationToken cancellationToken)
    {
        ProcessOutput output = new(MaxOutputBytes);
        int code = await context.Processes.RunAsync(new CommandRequest(command), output, cancellationToken);
        string error = Encoding.UTF8.GetString(output.GetError()).Trim();
        string found = error.Length > 0 ? TextEscaping.Escape(error) : $"The node's shell ended with exit code {code}.";
        return code == 0 ? Encoding.UTF8.GetString(output.GetOutput()) : throw new InvalidOperationException(found);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>POSIX shell scripts that inject and revert faults.</summary>
internal static class FaultInjectionScripts
{
    /// <summary>Starts the script below in a new session and waits until it has injected its fault. Arguments: that
    /// script and its arguments.</summary>
    public const string Start = """
        umask 077;mkdir -p -- "$2"||exit 1
        r=$($(command -v setsid) sh -c "$@" 2>&1 </dev/null &)
        [ "$r" = ok ]&&exit 0;printf '%s\n' "$r" >&2;exit 1
        """;

    /// <summary>Injects one fault and reverts it after its duration or on SIGTERM.</summary>
    /// <remarks>Arguments: state folder, id, kind, seconds, subject, bytes left. The state file is written before the
    /// fault is injected. It contains the keeper's process ID, the kind and the subject. Removing the last state file
    /// also removes the folder.</remarks>
    public const string Keeper = """
        trap '' HUP
        I=$1 K=$2 T=$3 A=$4 B=$5 M=$0/$1 C= w=
        u(){ trap '' TERM;kill $w
        case $K in pause)kill -CONT "$A";;fill)rm -f -- "$A/.scalewright-$I";;load)kill -KILL $C;;esac
        rm -f -- "$M";rmdir -- "$0";exit 0;}
        x(){ rm -f -- "$M";exit 1;}
        trap 'u 2>/dev/null' TERM
        n(){ printf '%s %s %s\n' "$$" "$K" "$A" >"$M";}
        n 2>/dev/null||{ mkdir -p -- "$0";n;}||exit 1
        case $K in
        pause)kill -STOP "$A"||x;;
        fill)f=$A/.scalewright-$I;true >"$f"||x
        f_=$(df -kP "$A"|{ read -r x;read -r x x x n x;echo "$n";});b=$((f_*1024-B))
        if [ "$b" -gt 0 ];then fallocate -l "$b" "$f" 2>/dev/null||
        dd if=/dev/zero of="$f" bs=1048576 count=$(((b+1048575)/1048576)) 2>/dev/null||:;fi;;
        load)i=0;while [ "$i" -lt "$A" ]
        do sh -c 'while kill -0 "$0";do i=0;while [ "$i" -lt 20000 ];do i=$((i+1));done;done' "$$" >/dev/null 2>&1 &
        C="$C $!";i=$((i+1));done;;
        esac
        echo ok;exec >/dev/null 2>&1
        sleep "$T" & w=$!
        wait "$w";u
        """;

    /// <summary>Prints a line per state file: id, process ID, kind, subject. Argument: state folder.</summary>
    public const string List = """
        for m in "$1"/*;do [ -f "$m" ]&&read -r l <"$m"&&printf '%s %s\n' "${m##*/}" "$l";done;:
        """;

    /// <summary>Reverts all faults, including those whose script has exited. Argument: state folder.</summary>
    public const string Undo = """
        for m in "$1"/*;do [ -f "$m" ]||continue;I=${m##*/};read -r p K A <"$m"||continue
        case " $(tr '\0' ' ' <"/proc/$p/cmdline" 2>/dev/null) " in *" $I "*)kill -TERM "$p";i=0
        while [ -f "$m" ]&&[ "$i" -lt 100 ];do sleep 0.05;i=$((i+1));done;;esac
        [ -f "$m" ]||continue
        case $K in pause)kill -CONT "$A" 2>/dev/null;;fill)rm -f -- "$A/.scalewright-$I"||exit 1;;esac
        rm -f -- "$m"||exit 1;done;rmdir -- "$1" 2>/dev/null;:
        """;
}
