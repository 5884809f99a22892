using System.ComponentModel;
using System.Diagnostics;

namespace Scalewright.Providers.Local.Links;

/// <summary>Runs the system programs that configure links.</summary>
internal sealed class LinkCommands(LocalOptions options, ILogger logger)
{
    /// <summary>Runs a program and returns its output.</summary>
    /// <exception cref="LinkSetupException">The program does not start, fails, or takes too long.</exception>
    public async Task<string> RunAsync(ValueList<string> words, string input = "")
    {
        LinkCommandResult result = await TryAsync(words, input);
        return result.ExitCode == 0
            ? result.Output
            : throw new LinkSetupException(LocalProblems.Failed(string.Join(' ', words), result.Reason));
    }

    /// <summary>Runs a program and returns its result, even if it fails.</summary>
    /// <exception cref="LinkSetupException">The program does not start, or takes too long.</exception>
    public async Task<LinkCommandResult> TryAsync(ValueList<string> words, string input = "")
    {
        ProcessStartInfo start = new(words[0], words.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        string command = string.Join(' ', words);
        long startTimestamp = options.Clock.GetTimestamp();
        try
        {
            using Process process = Process.Start(start)!;
            LinkCommandResult result = await EndAsync(process, command, input);
            LogResult(words[0], result, options.Clock.GetElapsedTime(startTimestamp));
            return result;
        }
        catch (Win32Exception failure)
        {
            throw new LinkSetupException(LocalProblems.Failed(command, failure.Message), failure);
        }
    }

    public static bool HasLink(string name) => Directory.Exists(Path.Join("/sys/class/net", name));

    /// <summary>Removes a link. Idempotent.</summary>
    /// <exception cref="LinkSetupException">The link cannot be removed.</exception>
    public async Task RemoveLinkAsync(string name)
    {
        try
        {
            if (HasLink(name))
            {
                await RunAsync(["ip", "link", "del", name]);
            }
        }
        catch (LinkSetupException) when (!HasLink(name))
        {
            // The link was removed in the meantime.
        }
    }

    private void LogResult(string program, LinkCommandResult result, TimeSpan duration)
    {
        if (result.ExitCode == 0)
        {
            LocalLog.CommandCompleted(logger, program, duration);
        }
        else
        {
            LocalLog.Failed(logger, program, duration, result.ExitCode, result.Reason);
        }
    }

    private async Task<LinkCommandResult> EndAsync(Process process, string command, string input)
    {
        using CancellationTokenSource timeoutSource = new(options.LinkCommandTimeout, options.Clock);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(timeoutSource.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(timeoutSource.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), timeoutSource.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(timeoutSource.Token);
            return new LinkCommandResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new LinkSetupException(
                LocalProblems.Failed(
                    command,
                    string.Create(CultureInfo.InvariantCulture, $"it took longer than {options.LinkCommandTimeout.TotalSeconds:0.###} s")
                )
            );
        }
    }
}

/// <summary>A link, limit or namespace that could not be created or removed.</summary>
[SuppressMessage("Design", "CA1064", Justification = "The outcome of a step reports it; it never leaves this library.")]
internal sealed class LinkSetupException(Problem problem, Exception? inner = null) : Exception(problem.ToString(), inner)
{
    public Problem Problem => problem;
}

internal readonly record struct LinkCommandResult(int ExitCode, string Output, string Error)
{
    public string Reason => Error.Trim() is { Length: > 0 } words ? words : $"exit code {ExitCode}";
}
