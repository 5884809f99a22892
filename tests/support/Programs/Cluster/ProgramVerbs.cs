using Scalewright.Agents.Processes;
using Sdk.Tests.Agents;

namespace TestPrograms;

internal static class ProgramVerbs
{
    public static async Task RunAsync(string[] args, Action<string> say)
    {
        using OutputLog? log = args[0] == "log" ? new OutputLog(args[1]) : null;
        await LocalAgent.RunAsync(new LocalProcesses(new LocalProcessesOptions { OutputLog = log }), connection => args[0] switch
        {
            "fill" => FillAsync(connection, say),
            "gaps" => GapsAsync(connection, say),
            "fan" => FanAsync(connection, int.Parse(args[1], CultureInfo.InvariantCulture), say),
            _ => LogAsync(connection, args[2..], say),
        });
    }

    /// <summary>Opens all file descriptors but two, runs a program, closes them, and runs it again.</summary>
    private static async Task FillAsync(AgentConnection connection, Action<string> say)
    {
        CommandRequest echo = new(["echo", "hello"]);
        say((await connection.RunAsync(echo)).Output.Trim());
        int before = CountDescriptors();
        Stack<FileStream> taken = Fill();
        taken.Pop().Dispose();
        taken.Pop().Dispose();
        string refusal = await RefusalAsync(connection, echo);
        while (taken.TryPop(out FileStream? file))
        {
            file.Dispose();
        }

        say(refusal.ReplaceLineEndings(" "));
        say($"left {CountDescriptors() - before}");
        say((await connection.RunAsync(echo)).Output.Trim());
    }

    /// <summary>Opens all file descriptors, closes all but every eighth, and runs a program.</summary>
    private static async Task GapsAsync(AgentConnection connection, Action<string> say)
    {
        FileStream[] taken = [.. Fill()];
        FileStream[] kept = [.. taken.Where((_, index) => index % 8 == 7)];
        Array.ForEach([.. taken.Except(kept)], static file => file.Dispose());

        say(await RefusalAsync(connection, new CommandRequest(["true"])));
        Array.ForEach(kept, static file => file.Dispose());
    }

    private static Stack<FileStream> Fill()
    {
        Stack<FileStream> taken = new();
        try
        {
            while (true)
            {
                taken.Push(new FileStream("/dev/null", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0));
            }
        }
        catch (IOException)
        {
            return taken;
        }
    }

    private static async Task<string> RefusalAsync(AgentConnection connection, CommandRequest request)
    {
        try
        {
            return $"ended with {(await connection.RunAsync(request)).ExitCode}";
        }
        catch (AgentException refused)
        {
            return $"refused {(refused.IsOutcomeUnknown ? "half-way" : "whole")}: {refused.Message}";
        }
    }

    private static async Task FanAsync(AgentConnection connection, int count, Action<string> say)
    {
        string[] outcomes = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => RefusalAsync(connection, new CommandRequest(["sleep", "0.2"]))));
        foreach (IGrouping<string, string> outcome in outcomes.GroupBy(outcome => outcome, StringComparer.Ordinal))
        {
            say($"{outcome.Count()} {outcome.Key.ReplaceLineEndings(" ")}");
        }
    }

    private static async Task LogAsync(AgentConnection connection, string[] words, Action<string> say)
    {
        CommandResult result = await connection.RunAsync(new CommandRequest([.. words]) { Timeout = TimeSpan.FromMinutes(9) });
        say($"code {result.ExitCode}");
        say($"characters {result.Output.Length + result.DroppedBytes}");
        string peak = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        say($"peak {string.Concat(peak.Where(char.IsAsciiDigit))}");
    }

    private static int CountDescriptors() => Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();
}
