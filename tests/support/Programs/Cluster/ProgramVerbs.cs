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
                "fill" => RunWithFewDescriptorsAsync(connection, say),
                "gaps" => RunWithGapsAsync(connection, say),
                "fan" => RunConcurrentlyAsync(connection, int.Parse(args[1], CultureInfo.InvariantCulture), say),
                _ => RunWithOutputLogAsync(connection, args[2..], say),
            });
    }

    /// <summary>Opens all file descriptors but two, runs a program, closes them and runs the program again.</summary>
    private static async Task RunWithFewDescriptorsAsync(AgentConnection connection, Action<string> say)
    {
        CommandRequest echo = new(["echo", "hello"]);
        say((await connection.RunAsync(echo)).Output.Trim());
        int before = CountDescriptors();
        Stack<FileStream> openFiles = OpenAllDescriptors();
        openFiles.Pop().Dispose();
        openFiles.Pop().Dispose();
        string outcome = await RunAndDescribeAsync(connection, echo);
        while (openFiles.TryPop(out FileStream? file))
        {
            file.Dispose();
        }

        say(outcome.ReplaceLineEndings(" "));
        say($"left {CountDescriptors() - before}");
        say((await connection.RunAsync(echo)).Output.Trim());
    }

    /// <summary>Opens all file descriptors, closes all but every eighth, and runs a program.</summary>
    private static async Task RunWithGapsAsync(AgentConnection connection, Action<string> say)
    {
        FileStream[] openFiles = [.. OpenAllDescriptors()];
        FileStream[] keptFiles = [.. openFiles.Where((_, index) => index % 8 == 7)];
        Array.ForEach([.. openFiles.Except(keptFiles)], static file => file.Dispose());

        say(await RunAndDescribeAsync(connection, new CommandRequest(["true"])));
        Array.ForEach(keptFiles, static file => file.Dispose());
    }

    private static Stack<FileStream> OpenAllDescriptors()
    {
        Stack<FileStream> openFiles = new();
        try
        {
            while (true)
            {
                openFiles.Push(new FileStream("/dev/null", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0));
            }
        }
        catch (IOException)
        {
            return openFiles;
        }
    }

    private static async Task<string> RunAndDescribeAsync(AgentConnection connection, CommandRequest request)
    {
        try
        {
            return $"ended with {(await connection.RunAsync(request)).ExitCode}";
        }
        catch (AgentException failure)
        {
            return $"refused {(failure.IsOutcomeUnknown ? "half-way" : "whole")}: {failure.Message}";
        }
    }

    private static async Task RunConcurrentlyAsync(AgentConnection connection, int count, Action<string> say)
    {
        string[] outcomes = await Task.WhenAll(
            Enumerable.Range(0, count).Select(_ => RunAndDescribeAsync(connection, new CommandRequest(["sleep", "0.2"])))
        );
        foreach (IGrouping<string, string> outcome in outcomes.GroupBy(outcome => outcome, StringComparer.Ordinal))
        {
            say($"{outcome.Count()} {outcome.Key.ReplaceLineEndings(" ")}");
        }
    }

    private static async Task RunWithOutputLogAsync(AgentConnection connection, string[] arguments, Action<string> say)
    {
        CommandResult result = await connection.RunAsync(new CommandRequest([.. arguments]) { Timeout = TimeSpan.FromMinutes(9) });
        say($"code {result.ExitCode}");
        say($"characters {result.Output.Length + result.DroppedBytes}");
        string peak = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        say($"peak {string.Concat(peak.Where(char.IsAsciiDigit))}");
    }

    private static int CountDescriptors() => Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();
}
